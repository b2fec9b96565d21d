// SPDX-License-Identifier: Apache-2.0
// Made once by another program from the protocol's description, with keys for tests: A writes to B. Not
// captured from IP Messenger for Windows.
#pragma once
#include <string_view>

namespace culver::interop::ipmsg::vectors {

inline constexpr std::string_view kKeyA =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDt2QiE1UdfhoQu\n"
    "3YQacHDMZIWdS2XkUdHAxNlL68TXFPBt+Igpzw7CVsyrDQshmXIrYbV+A73p8zoN\n"
    "VGm5mpFRD7lZbNJzC8yLQ62O2lbglaGb5SbwtDuv/wdP1WZKT6+fpsomvf0i6CX2\n"
    "ZyPtY7BVAyy4c4vJi0drbuL3xqy6irMXTOKfwf9zenV0HUfQVgzIDCx3mm12uC1v\n"
    "fwzfx+XbcwKIbiKCeNcJLM0RcjskzFlanVdpU0JKWwCnMt6nQZAQXKAPnc3+UQqy\n"
    "JM83FnsezRHmmPnEr+HhQXNXcurrlsgBJI7Y4MkZn9ZjDjxEvZC0drjySJeK0Ou/\n"
    "snwL+0GfAgMBAAECggEAcaHren7k6wP6ueM1/mWy1ku+NDB1/ReD9St2v1lkQPet\n"
    "iHShJQxZ+kn63UvNgh9r1sMHMS27eX6tQPoPys9IVuiCvnEJuFIuRmiujh3NPN3w\n"
    "CGl56azKCWL3zNHg3Wbluoo2cTz6p8cuf+K13O/wKiVqo7L8WW1T0UV4ZTVDh5jZ\n"
    "c8kfU80UMMfvMN729RMWWLlAb+XURSHwUUBw52TOc05dO8BNAwNdZ0dVVVN2haKh\n"
    "0iHb/74CVcRgN1Ui0imihexPDWFnTvYrT5eYrujLQYzeEyCacrqchrmOL98G/B5U\n"
    "kjx6e0lQmm3SDCYqorZ5cQ68+dusuOfDg8hOH/ls2QKBgQD7zAW2DSzgHCKGuMpZ\n"
    "hKyIO/tx3tJ8b2QCkTdLlb0hQpk2aNBpbKr3D6A66L4UGHQNKQ/TXRn179JJbW90\n"
    "h7LaW5aZEb9P68wa3NzSn1gQOIOI1C9POtelI4R/VMbqVg3IcmVJlhoEaByuxXEy\n"
    "kzqhY+hw0JHiB9oyyTppeD/YRwKBgQDx0WdF2IOZ2IztN3YjiuRpT0ybE5GObKAw\n"
    "nVStG5Ix+yZ6LUhEgK8iGCWATyIl1lxIq+uEJBTyRTqz8wppO9S9w2bvPxx5d1b/\n"
    "LodpPNdh1V2bXsfkTv37AIMgvziG/bJt8YwvHhukWLMEq8TKy4wuSYsShQ6aKmyT\n"
    "EebMkxLP6QKBgQD0+TUhPsZHL/hDXGu6FkOJs9nZmnDska8adE/44LEGN/Y6IlWK\n"
    "DCh1gCViyueLQ5M87pMwD2dfiDjuKWODWzaeDPeC6upXhlCoXfMVk+OovGL0b4Or\n"
    "sNL3HowdGc0BVkHIn8t9gWTEnsoxG3UbQHSNaldN0w3re7pFKNQEovJypwKBgHGN\n"
    "qthCpvG8ndjbHW/tTfsh0NBVrRlbaxHJH7U2aD1uOZBP6Uq5vwPcoOeSwW9RLP63\n"
    "NJ5VrzxhRAKyk2X9QZZmxtR8J2vmnYSxHcdOWbnITu+h324Xpe6TPABJq0rAoWQ9\n"
    "dF2/3q0bNd1wp7WvRcGKqXLl5oiAeYHKez3/pmrZAoGAU+dI+YnMEfJhlPms1QV4\n"
    "0YLxV+2/ZvIbWxoP/qs9kSEtOjuSbrMzt1SyGjhO+i27rEOXfvCnmRdRvabauA92\n"
    "soLpuduNy1H17DVfapTp5tSFftHyUqQf9eT/rLq3j3ukPyu35J15brd6ehWNMK9X\n"
    "zHPUGMb3slfmaGRUMTPAsDs=\n"
    "-----END PRIVATE KEY-----\n";
inline constexpr std::string_view kKeyB =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKkwggSlAgEAAoIBAQDIMuWMxHEF/eZ6\n"
    "mOKmmY44cF9L+YRIxBQpEft81JUKCxocvuUNRjL9oQcsOYf/i67C5Xoj4KrJQsnr\n"
    "V5u81WszVnyNiihuCsuY4gSN5UPRuYRcOpc5i3a5WOgiVp3d54vGb4TPuA/cI58x\n"
    "cO56QjqvhUoiFkIFAeGSqGlkv8xsZW76yc8SQ9qt63/Zou30ezXs0BEGPrKPpjsI\n"
    "8vNc70VktVaXkhQNRWPi/UpVdpPLx4JDZY6A77LUdWGLsJkyV1iQNiDjsPdVJ68u\n"
    "orl5MqtCUPXDNTREO/VOKrcYIj2sIZD8K/DavrkE8H66+8yWEKUL3rRd5oViGb4b\n"
    "ivjFRu/jAgMBAAECggEANnYmHUvJZXRjUUGrEuBeILttKUlpM7RnuZ6DODvKia9o\n"
    "fJ5vyFMrBvVZ8q158kppEesEdaMmQtcRAB1WqCG05oPmIUkO45S7O01tKL7QWsrp\n"
    "l3926Tgn5Zcqm0DN9HKLg0GOM0XixqPIKFaNAaRnu5z6hFhiwGL5HwECnt5QecII\n"
    "V5e6yv7sqbnymcP5s5z2XNKSUrVxIOt+QIwMzcuEXrmoNnqhmOvsR5PGDdEt/Tgb\n"
    "sqdo6KDQPxjEJlryLV15gB5ktB7aKxZi0XFcin9ML33o5HXiO8tMXe0bk7dIjYd5\n"
    "TetPlJ8nQV1PAbC65oSbFkvKG4O+MSdI0SyZKpVXgQKBgQD+B5TaUMQf3+5bbp22\n"
    "jwo4aJIGLpd5MGTpaLK3fYuA2QMY2uNZ/6NtsA2BjoQDcEL9Jp7sJbYPmz46y4me\n"
    "LnfJFJKnga/WPr+8ievyuuIspTgdLROw5lzo/btPev8LGpc6WhsasLNnE33rvtt7\n"
    "esiJzg1Qq2LyCr48PCWdYY2zgQKBgQDJwGzUJoL4+iJT1BlDFyV5+9b07wTMDTS1\n"
    "ivARzYlt21LplX+8WZWf2daNt5ZRLAnCNNGNqEIW9WXFh/FFJXbMhZkcBwKrL7aL\n"
    "GICr90Hq5BY0pOF/b9sCynrp2HiUZGF/HNr50ZUA4QUYd2jUIRF52O0L29dmjpF5\n"
    "5ZQl73kFYwKBgQDFDPJ9iwsnwpft2teCJmECMrObEgcz3cNZf3qqdTuCnlQVsq2L\n"
    "QY7vZhKD/h4PYMTGBHBgtDwOzRivmPVOe7M1irzcLPBOG+y1frNFXYxWn27wyues\n"
    "YHWP0kq7M6ilX2IRxJWj1Y/ElE0oUquElFD8/JY9jkS5hnXc2bc/5s15gQKBgQDD\n"
    "KSUdQ/PGLREvzihxwd461ebmIKCfUtb+FlyMnCqo3lSiKD/cTzxx2SO3CzSZaOQ3\n"
    "vShIw87Krq+4GPzHSqpUxZeKiS2Hsyv9+cHel9xoACOK4URRJj7RwFSOCRz7Tu8R\n"
    "KzSYHKjqpMFtHXWGXkate64ynoMLbjZDmFVrLPAAyQKBgQCNyp0L7QJsBqABFBhy\n"
    "gr8dEiys0UDMyXxRQMXU8P4AB4rDjkbnnXGi1weXdJODdmSCgiUrrp4ETxDQn7DX\n"
    "cPe8nxIAiObEtVRQs1Q0q4rSPK+2QQFEo2t78Xlcn5rLl9RqIwUT+T3oZXLXy30l\n"
    "QJ0Ydy7KkZ9TDe5nCM/nRYLy4w==\n"
    "-----END PRIVATE KEY-----\n";
inline constexpr std::string_view kOldKeyB =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBANGrmm2wk3M6PQ1U\n"
    "otwCGVeYWlYFexIaJ3109HB+1BzdboC3nFJLcezzffFzQa4rI2N7sMVdIFgzcPLL\n"
    "sNiCR7iewxmkwjVQzxeRr89FAnpPGH+IcMZZYGnsCbxlKEP7p4MLIqw+ocPrbNp5\n"
    "MIJga7jzkusZCHiYrgNcaS1yfUzdAgMBAAECgYEArRSPgoUE81XcGCkJ17wT1295\n"
    "AxG7KpJUjwgA0OyhhMJ1+eOYM4b8ILJQAQU37uLFb9YncoURsj2ku4jSD6hcMti2\n"
    "g9KVdahSv8S6VWHyoH2aMV1eQDPYqBm88KNrp5CC0D8QVoCRqIId08EIWli/UlsZ\n"
    "J9kOoiy1B2qpWYuMxTECQQDp7OirLFE5Sqr7VxkFHaXjQfM0CN488sg4liObv4fK\n"
    "UcxIicc/389G5jp/3ZBhiMVPEc18o3c0QzrH8U9hSU13AkEA5XS/dYT34cxGKoXw\n"
    "i9UlWxyuU4l6NKbjijPkper7no55og6xxZ0PXrVsvdBr3gUQZs060zxjyFw6NKbJ\n"
    "7HP9SwJBAIpql6YpvAoVh6TffbuMNouJi5n/oVkZI6ZwGLPhGj16N1G4zQCbsy+1\n"
    "rWnZtcQwxOerlhapNzDikxaaUCk10bMCQGS27+rHaH5lyU6U59aYwgLR/fqQ12EQ\n"
    "98MLsArbr4ITC3SEeqdAnyR1Abv3JcGX+3EEGBPr5+hkAvBlXTA6YS0CQCewPIbJ\n"
    "48CfU1/lx8/blhMLfAEBOK66m3L3COq7pztd9VLMADIkDATtyYlNSFuUpYd8rEgI\n"
    "/oibqR973M5/pNM=\n"
    "-----END PRIVATE KEY-----\n";
inline constexpr std::string_view kFingerprintA = "1a1c57728f010e3f";
inline constexpr std::string_view kFingerprintB = "6718d6aec48072f0";
inline constexpr std::string_view kKeyAnswerB =
    "65920006:10001-c832e58cc47105fde67a98e2a6998e38705f4bf98448c4142911fb7cd4950a0b1a1cbee50d4632fda1072"
    "c3987ff8baec2e57a23e0aac942c9eb579bbcd56b33567c8d8a286e0acb98e2048de543d1b9845c3a97398b76b958e822569"
    "ddde78bc66f84cfb80fdc239f3170ee7a423aaf854a2216420501e192a86964bfcc6c656efac9cf1243daadeb7fd9a2edf47"
    "b35ecd011063eb28fa63b08f2f35cef4564b5569792140d4563e2fd4a557693cbc78243658e80efb2d475618bb0993257589"
    "03620e3b0f75527af2ea2b97932ab4250f5c33534443bf54e2ab718223dac2190fc2bf0dabeb904f07ebafbcc9610a50bdeb"
    "45de6856219be1b8af8c546efe3";
inline constexpr std::string_view kTextNumber = "1700000001";
inline constexpr std::string_view kTextBody =
    "41900004:M9/nY0oJKYHzS4+wCB/gSD9lBUxe6RMWj+dT4DBGezsQUuVfWh/ILl/qblRaZQPcsawWrQb5gY0MeNplybiNp4ZH19E"
    "mOBf9a/1xnaRJMHeT03BC5Oi3WNHywJFTh+ucnW2pAwGxyiq+M+iztrCcjMmRqIA/oW0Yvg8pXSxjakPaXCkmlG/8/IIW4/9iMr5"
    "sjxQ05LKqfDy6rgy/S49LBoFIAdH/LmdpqeP/qHTECIA0txF+VxK8V3Dq5/SXavr/wuxct6r4s2ChT835PEcwQSwjOos2WBU0fHo"
    "thx+8nXiQ09m1Txr2sK+AbEXvFhQPCMUcdxl1IRMJDvM1Svb51w==:EGq4jO3SBEIRgkbSoIDWDw==:YuqMapZKgOdOZfq3Pke77"
    "zww1DHk8/SAu5FvOjxvEQcf64rGY0D/lJp+d/wPNArxSKt6VSH5zm5qqqErNnX78eLSYiBW6R9Syn8/fSjw/q5Vj2goLWw8Ik+dv"
    "iYrhWY4RJZxPHvPYRGmYyvW/5550ZwaXxgjg2zL6DiZtOhJ1AXRY5efh5sQfLMiKNOkeSg1fLvySPOju9kbc/XXsO7RELba+taFh"
    "xKCE/GS7BTEx1LNsZWQPrJzcTYZhgMxAZ6fwuo2yGF+Ft7uOtgSAg0MykHTBpKUvwU+3MLrnZK6q8REPhSi1osrmen8Gb2P35eNh"
    "4S/jPisOST+WS5uO3DASQ==";
inline constexpr std::string_view kTextPlainHex = "48656c6c6f00";
inline constexpr std::string_view kFilesNumber = "1700000002";
inline constexpr std::string_view kFilesBody =
    "41900004:KqYmmzY54u4iCvrQFSTBCBESlxhbiMlIkNzStIvMQXJzYNQw9d23Ap2lDPHN7fwUMrQjYuBcQybw8K6YKtSZTzwDWFJ"
    "G+RIdIKZWMA3oPJSdvEqKjG0oYOYf7chJShHAp1qt7jymruOXmjydCahdKGQNsDHE036zmgmKOi84NGTtXghkHR5AixtLPGPrwLQ"
    "TxasmZXB/p3QdO0P+liyN06gpaG2TM9/hannX3d4Mki91HPbjmqN4ifqQ3FBPxmKMKBmJLJEhwrhEJZxmsrk+Q8gF9n0W7x/1yhm"
    "6KKSBZcXdMFBbEPp2SXMpSN7X5NimAGJuUTeY56j5L4wnU3RNuQ==:4kybfbXSN3aiGHkb7rtoPuxDFhdPS2i8ozgdFyggbUbPY/"
    "d1qhcthFoa57fHoZuP:My0tPWTdiOToJR3mIeLJAJYC4+H+u6dFWFZvrfi+WCcalOu2P7f+7hRD/WU41PpM1c2nT+O3bA6aFyr80"
    "O4TgTGYIAxwTe4+dyLU81YOb4h/RDoui/jjRCrcm5+G1cl3k1AkGiuNfH9/YTkmo7mNp3Am10KE2IazK3osEpyd3s6E+hJ6ztpKy"
    "w0NyQn/YY9D35HsJ7lpPlwyDjca6PBSCdGukoSjzRikfNqmtHEWo7Yrr2iRABIFTFNO9a5BgVAdqT5CE6AfvPrx/r72O3N/37HKW"
    "bz0GIk/6bKoF4ZHw2txI11zBeMmKqtpVEn+2jy+ZO+Ip8c/rZsLCzL+Ni9b9Q==";
inline constexpr std::string_view kFilesPlainHex =
    "7365652066696c6500303a612e7478743a353a36353533356630303a313a0700";
inline constexpr std::string_view kOldNumber = "1700000003";
inline constexpr std::string_view kOldBody =
    "820002:36c57f25a760135c53020679ff8cd0be49334bd5ff4b2e50183256acf9aff85e54ae04dae56626392fa7775c9ac94"
    "e5a2a3d62a01bf3e1c8c570981734293add7fb744f6af0dbbb52dfccc248c22f5602f46b94c7690057fe361dca0930b8707d"
    "a9a6f50a94205dec3424d81cc6cad6492b21c35e7ad1740a30de3f80addb6b9:c68953ab6df9b306";

}  // namespace culver::interop::ipmsg::vectors
