// SPDX-License-Identifier: Apache-2.0
// Every sentence and heading of the command line that is not a machine's, in the languages it speaks. The
// language is that of LC_ALL, LC_MESSAGES or LANG, the first that is set; English where a text is not one of
// ours (the node answers in English). --json is never translated.
#pragma once
#include <string>
#include <string_view>

namespace culver::cli {

struct Phrase {
    std::string_view english;
    std::string_view chinese;  // zh_CN
};

enum class Language { English, Chinese };

// The language that such a locale name asks for: zh, zh_CN.UTF-8, zh-Hans … and everything else.
[[nodiscard]] Language language_of(std::string_view locale);

// The person's, read once from the environment.
[[nodiscard]] Language language();

[[nodiscard]] std::string text(const Phrase& phrase);

// With every {} replaced by the next of the values.
[[nodiscard]] std::string text(const Phrase& phrase, std::initializer_list<std::string_view> values);

namespace phrase {

// Headings of tables.
inline constexpr Phrase kName{"NAME", "名称"};
inline constexpr Phrase kDepartment{"DEPARTMENT", "部门"};
inline constexpr Phrase kPresence{"PRESENCE", "在线状态"};
inline constexpr Phrase kTrust{"TRUST", "信任"};
inline constexpr Phrase kAddress{"ADDRESS", "地址"};
inline constexpr Phrase kId{"ID", "标识"};
inline constexpr Phrase kLastSeen{"LAST SEEN", "最近出现"};
inline constexpr Phrase kPeer{"PEER", "对方"};
inline constexpr Phrase kDirection{"", ""};
inline constexpr Phrase kState{"STATE", "状态"};
inline constexpr Phrase kDone{"DONE", "进度"};
inline constexpr Phrase kSize{"SIZE", "大小"};
inline constexpr Phrase kRate{"RATE", "速度"};
inline constexpr Phrase kWhat{"WHAT", "内容"};
inline constexpr Phrase kKey{"KEY", "设置项"};
inline constexpr Phrase kValue{"VALUE", "值"};
inline constexpr Phrase kDefault{"DEFAULT", "默认值"};

// Lines of `status`.
inline constexpr Phrase kVersion{"version", "版本"};
inline constexpr Phrase kPort{"port", "端口"};
inline constexpr Phrase kAddresses{"addresses", "地址"};
inline constexpr Phrase kDiscovery{"finds peers by", "发现方式"};
inline constexpr Phrase kPeersPresent{"peers present", "在线人数"};
inline constexpr Phrase kUptime{"running for", "已运行"};
inline constexpr Phrase kReceiveDir{"receives into", "接收文件夹"};
inline constexpr Phrase kProfile{"profile", "配置目录"};
inline constexpr Phrase kProcess{"process", "进程"};
inline constexpr Phrase kMemory{"memory", "内存"};
inline constexpr Phrase kWarning{"warning", "警告"};

// Sentences.
inline constexpr Phrase kNobodyYet{
    "Nobody is known here yet; start a node on another machine of this network.",
    "还没有发现任何人；请在本网络的另一台电脑上启动 Culver。"};
inline constexpr Phrase kMoreFiles{"And {} more.", "另有 {} 个。"};
inline constexpr Phrase kNoTransfers{"There are no transfers.", "没有传输记录。"};
inline constexpr Phrase kNoMessages{"There are no messages.", "没有消息。"};
inline constexpr Phrase kNoRules{"No peer's files are accepted without being asked.", "没有自动接收规则。"};
inline constexpr Phrase kMessageQueued{"To {}: in the outbox.", "发给 {}：已放入发件箱。"};
inline constexpr Phrase kMessageState{"To {}: {}.", "发给 {}：{}。"};
inline constexpr Phrase kStaysInOutbox{
    "Not delivered in time; the message stays in the outbox and goes out when {} is back.",
    "未能及时送达；消息留在发件箱，等 {} 上线后自动发送。"};
inline constexpr Phrase kMessageRefused{"{} refused the message.", "{} 拒绝了这条消息。"};
inline constexpr Phrase kMessageGoesOn{"Interrupted; the message stays in the outbox.",
                                       "已中断；消息留在发件箱。"};
inline constexpr Phrase kNothingSent{"To {}: nothing was sent. {}", "发给 {}：未发出。{}"};
inline constexpr Phrase kSomeGotNothing{"{} of {} receivers got nothing; the others did.",
                                        "{} 个收件人（共 {} 个）未收到，其余已发出。"};
inline constexpr Phrase kTransferBegun{"To {}: offered as transfer {}.", "发给 {}：已发出，传输编号 {}。"};
inline constexpr Phrase kTransferGoesOn{"Interrupted; the transfer goes on. 'culver transfers{}' shows it.",
                                        "已中断等待；传输仍在继续。用“culver transfers{}”查看。"};
inline constexpr Phrase kTransferLate{
    "Not finished in time; the transfer goes on. 'culver transfers{}' shows it.",
    "未能及时完成；传输仍在继续。用“culver transfers{}”查看。"};
inline constexpr Phrase kTransferDeclined{"{} declined the files.", "{} 拒绝接收文件。"};
inline constexpr Phrase kTransferCancelled{"The transfer to {} was cancelled.", "发给 {} 的传输已取消。"};
inline constexpr Phrase kTransferFailed{"The transfer to {} failed: {}", "发给 {} 的传输失败：{}"};
inline constexpr Phrase kReused{"{} of {} was there already", "{}（共 {}）已有，未再传输"};
inline constexpr Phrase kNextSentence{" {}.", "{}。"};
inline constexpr Phrase kTransferNow{"{} {}: {}.", "{} {}：{}。"};
inline constexpr Phrase kRuleOn{"Files from {} are accepted without asking{}{}.",
                                "自动接收 {} 发来的文件{}{}。"};
inline constexpr Phrase kRuleInto{", into {}", "，保存到 {}"};
inline constexpr Phrase kRuleUpTo{", up to {}", "，最大 {}"};
inline constexpr Phrase kRuleOff{"Files from {} wait for your 'culver accept'.",
                                 "{} 发来的文件需要用“culver accept”确认。"};
inline constexpr Phrase kPeerAppeared{"{} is here.", "{} 上线了。"};
inline constexpr Phrase kPeerChanged{"{} is {}.", "{}：{}。"};
inline constexpr Phrase kPeerGone{"{} has left.", "{} 离开了。"};
inline constexpr Phrase kChatWith{"Talking with {}. A line is sent with Enter; Ctrl-D ends.",
                                  "正在与 {} 聊天。按回车发送，按 Ctrl-D 结束。"};
inline constexpr Phrase kYou{"you", "我"};
inline constexpr Phrase kChatKeys{
    "Talking with {}. Enter sends, Tab completes, PgUp shows earlier messages, "
    "/help the commands, Ctrl-D ends.",
    "正在与 {} 聊天。回车发送，Tab 补全，PgUp 查看更早消息，/help 显示命令，Ctrl-D 结束。"};
inline constexpr Phrase kIsTyping{"{} is typing", "{} 正在输入"};
inline constexpr Phrase kFurtherDown{"{} lines further down", "下方还有 {} 行"};
inline constexpr Phrase kBuzzesYou{"{} asks for your attention.", "{} 提醒你。"};
inline constexpr Phrase kNoChatCommand{
    "There is no command {}; /help tells them. A text that begins with / "
    "is written with //.",
    "没有命令 {}；/help 显示全部命令。以 / 开头的文字请写成 //。"};
inline constexpr Phrase kNoSuchLast{"There is no such message here.", "这里没有这样的消息。"};
inline constexpr Phrase kChatFailed{"  ! '{}' was refused.", "  ！“{}”被拒绝。"};
inline constexpr Phrase kUnread{"UNREAD", "未读"};
inline constexpr Phrase kMembers{"MEMBERS", "成员"};
inline constexpr Phrase kNoGroups{"There are no groups; 'culver group create' makes one.",
                                  "还没有群组；用“culver group create”创建。"};
inline constexpr Phrase kRecalled{"[recalled]", "[已撤回]"};
inline constexpr Phrase kPicture{"picture", "图片"};
inline constexpr Phrase kVoice{"voice message", "语音"};
inline constexpr Phrase kAttachedFile{"file", "文件"};
inline constexpr Phrase kStillComing{"still coming", "接收中"};
inline constexpr Phrase kNotFetched{"not fetched", "未接收"};
inline constexpr Phrase kNotToBeHad{"not to be had any more", "已失效"};
inline constexpr Phrase kEdited{" (edited)", "（已编辑）"};
inline constexpr Phrase kNoticeMark{"(notice, confirmed by {} of {})", "（通知，{}/{} 已确认）"};
inline constexpr Phrase kReply{"(reply) ", "（回复）"};
inline constexpr Phrase kBuzzed{"{} was buzzed.", "已提醒 {}。"};
inline constexpr Phrase kExported{"{} messages are in {}.", "已将 {} 条消息写入 {}。"};
inline constexpr Phrase kImported{"{} messages were added; {} were here already.",
                                  "已导入 {} 条消息；另有 {} 条原已存在。"};
inline constexpr Phrase kLeft{"left", "剩余"};

inline constexpr Phrase kCompareCode{
    "The same digits must stand on the screen of {} (id {}): compare them by telephone or side by side.\n"
    "If they are equal, type 'culver trust NAME' on both machines; if not, somebody stands in between.",
    "{}（标识 {}）的屏幕上必须显示相同的数字：请通过电话或当面核对。\n"
    "相同则双方执行“culver trust 名称”；不同则说明中间有人冒充。"};
inline constexpr Phrase kIsVerified{"{} is verified.", "{} 已验证。"};
inline constexpr Phrase kIsBlocked{"{} is blocked: sees you offline, and nothing of it comes through.",
                                   "{} 已被屏蔽：对方看到你离线，也无法联系你。"};
inline constexpr Phrase kIsChanged{"{} bears the name of somebody you know, with another key.",
                                   "{} 与你认识的人同名，但密钥不同。"};
inline constexpr Phrase kIsNew{"{} is neither verified nor blocked.", "{} 既未验证也未屏蔽。"};

inline constexpr Phrase kPassphrase{"Passphrase:", "密码："};
inline constexpr Phrase kPassphraseAgain{"Once more:", "再次输入："};
inline constexpr Phrase kIdentityWritten{"The identity is in {}; keep the file and the passphrase apart.",
                                         "身份已写入 {}；请将文件与密码分开保管。"};

inline constexpr Phrase kNetwork{"NETWORK", "网络"};
inline constexpr Phrase kInterface{"INTERFACE", "网卡"};
inline constexpr Phrase kGateway{"GATEWAY", "网关"};
inline constexpr Phrase kKnown{"known", "已知"};
inline constexpr Phrase kUnknown{"not known", "未知"};
inline constexpr Phrase kQuiet{"nothing is sent there", "不发送任何内容"};
inline constexpr Phrase kNoNetworks{"This machine is in no network.", "本机未连接任何网络。"};

inline constexpr Phrase kNotWritten{"The output could not be written.", "无法写出结果。"};

}  // namespace phrase

}  // namespace culver::cli
