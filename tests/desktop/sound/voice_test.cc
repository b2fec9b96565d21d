// SPDX-License-Identifier: Apache-2.0
// Voice messages written and read, and recorded and played through a real sound server of this test's own:
// what is played into its sink is what its microphone hears.
#include "ui/desktop/sound/voice.h"

#include "tests/desktop/model/support.h"
#include "ui/desktop/sound/voice_file.h"
#include "ui/desktop/view/voice_line.h"

#include <gtest/gtest.h>

#include <QLocalSocket>
#include <QSignalSpy>
#include <QStandardPaths>
#include <cmath>
#include <numbers>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

constexpr int kSecond = kVoiceRate;

// Half silence, half a tone of 440 Hz.
std::vector<std::int16_t> half_a_tone(int samples) {
    std::vector<std::int16_t> made(static_cast<std::size_t>(samples));
    for (int i = samples / 2; i < samples; ++i) {
        made[static_cast<std::size_t>(i)] =
            static_cast<std::int16_t>(12000 * std::sin(2 * std::numbers::pi * 440 * i / kVoiceRate));
    }
    return made;
}

QString written(const culver::test::TempDir& folder, int samples) {
    const std::string path = (folder.path() / "voice.ogg").string();
    VoiceWriter file;
    EXPECT_TRUE(file.open(path) && file.write(half_a_tone(samples)) && file.finish());
    return QString::fromStdString(path);
}

TEST(Waveform, ShowsWhatIsLoudAndHalvesItselfForever) {
    Waveform waveform;
    EXPECT_TRUE(waveform.heights().empty());
    waveform.add(half_a_tone(8 * kSecond));
    auto heights = waveform.heights();
    ASSERT_EQ(heights.size(), Waveform::kMost);
    EXPECT_EQ(heights.front(), 0);
    EXPECT_GT(heights.back(), 50);
    const std::vector<std::int16_t> loud(kVoiceRate, 32767);
    for (int second = 0; second < 100; ++second) waveform.add(loud);
    heights = waveform.heights();
    EXPECT_LE(heights.size(), Waveform::kMost);
    EXPECT_EQ(heights.back(), 100);
    EXPECT_EQ(heights.front(), 0) << "the silence of the first seconds is still there";
    EXPECT_EQ(waveform.level(), 100);
}

TEST(VoiceFile, IsReadAsItWasWritten) {
    const culver::test::TempDir folder;
    VoiceReader file;
    ASSERT_TRUE(file.open(written(folder, kSecond).toStdString()));
    std::int64_t samples = 0;
    Waveform heard;
    for (auto piece = file.read(); !piece.empty(); piece = file.read()) {
        samples += static_cast<std::int64_t>(piece.size());
        heard.add(piece);
    }
    EXPECT_EQ(samples, kSecond);
    EXPECT_LT(heard.heights().at(20), 10);
    EXPECT_GT(heard.heights().at(90), 40);
    ASSERT_TRUE(file.seek(kSecond * 3 / 4));
    Waveform end;
    for (auto piece = file.read(); !piece.empty(); piece = file.read()) end.add(piece);
    EXPECT_GT(end.heights().front(), 40);
}

TEST(VoiceFile, WhatIsNoneIsSaid) {
    VoiceReader reader;
    EXPECT_FALSE(reader.open("/nowhere/voice.ogg"));
    EXPECT_TRUE(reader.read().empty());
    VoiceWriter writer;
    EXPECT_FALSE(writer.open("/nowhere/voice.ogg"));
    EXPECT_FALSE(writer.write(half_a_tone(100)));
    EXPECT_FALSE(writer.finish());
}

TEST(Voices, SayWhenThereIsNoSound) {
    const culver::test::TempDir folder;
    qputenv("PULSE_SERVER", "unix:/nowhere/pulse");
    Recorder recorder;
    QSignalSpy nothing_heard(&recorder, &Recorder::failed);
    recorder.start(QString::fromStdString((folder.path() / "new.ogg").string()));
    EXPECT_TRUE(comes([&] { return nothing_heard.size() == 1; }));
    EXPECT_FALSE(recorder.running());
    Player player;
    QSignalSpy nothing_played(&player, &Player::failed);
    player.toggle(written(folder, kSecond));
    EXPECT_TRUE(comes([&] { return nothing_played.size() == 1; }));
    EXPECT_FALSE(player.playing());
    EXPECT_TRUE(player.path().isEmpty());
}

struct SoundTest : testing::Test {
    culver::test::TempDir folder;
    QProcess server;

    void SetUp() override {
        if (QStandardPaths::findExecutable(u"pulseaudio"_s).isEmpty()) GTEST_SKIP() << "no pulseaudio here";
        const QString socket = QString::fromStdString((folder.path() / "sound").string());
        qputenv("PULSE_SERVER", "unix:" + socket.toUtf8());
        QProcessEnvironment own = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"})
            own.insert(QString::fromLatin1(name), QString::fromStdString(folder.path().string()));
        own.remove(u"PULSE_SERVER"_s);
        own.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nowhere"_s);
        server.setProcessEnvironment(own);
        server.start(u"pulseaudio"_s,
                     {u"-n"_s, u"--daemonize=no"_s, u"--exit-idle-time=-1"_s, u"--use-pid-file=no"_s,
                      u"--disable-shm=yes"_s, u"--realtime=no"_s, u"--high-priority=no"_s, u"-L"_s,
                      u"module-null-sink sink_name=out"_s, u"-L"_s,
                      u"module-native-protocol-unix auth-anonymous=1 socket="_s + socket});
        ASSERT_TRUE(server.waitForStarted());
        // The socket's name is there a moment before anybody listens.
        const auto is_answered = [&] {
            QLocalSocket probe;
            probe.connectToServer(socket);
            return probe.waitForConnected(100);
        };
        ASSERT_TRUE(comes(is_answered)) << server.readAllStandardError().toStdString();
    }
    void TearDown() override {
        server.kill();
        server.waitForFinished();
        qputenv("PULSE_SERVER", "unix:/nowhere/pulse");
    }
};

TEST_F(SoundTest, WhatIsPlayedIsRecordedPausedAndGoesOn) {
    const QString voice = written(folder, 2 * kSecond);
    VoiceLine line(nullptr);
    QString path;
    std::vector<int> waveform;
    bool sends = false;
    QObject::connect(&line, &VoiceLine::recorded,
                     [&](const QString& where, const std::vector<int>& heights, bool sent) {
                         path = where;
                         waveform = heights;
                         sends = sent;
                     });
    line.begin();
    Player player;
    QSignalSpy unplayed(&player, &Player::failed);
    player.toggle(voice);
    ASSERT_TRUE(comes([&] { return player.milliseconds() > 400; }));
    player.toggle(voice);
    EXPECT_FALSE(player.playing());
    const int paused = player.milliseconds();
    QTest::qWait(100);
    EXPECT_EQ(player.milliseconds(), paused);
    player.toggle(voice);
    ASSERT_TRUE(comes([&] { return player.milliseconds() > paused; }));
    ASSERT_TRUE(comes([&] { return player.path().isEmpty(); })) << "it ends by itself";
    EXPECT_EQ(unplayed.size(), 0);
    line.send();
    ASSERT_TRUE(comes([&] { return !path.isEmpty(); }));
    EXPECT_TRUE(sends);
    EXPECT_FALSE(line.running());
    EXPECT_GT(*std::ranges::max_element(waveform), 40) << "the tone was heard";
    EXPECT_LE(waveform.size(), Waveform::kMost);
    VoiceReader again;
    ASSERT_TRUE(again.open(path.toStdString()));
    std::int64_t samples = 0;
    for (auto piece = again.read(); !piece.empty(); piece = again.read())
        samples += static_cast<std::int64_t>(piece.size());
    EXPECT_GT(samples, kSecond);
}

TEST_F(SoundTest, APlaceIsSoughtWhilePausedAndPlayedFrom) {
    const QString voice = written(folder, 4 * kSecond);
    Player player;
    player.place(voice, 3000);
    EXPECT_FALSE(player.playing());
    EXPECT_EQ(player.path(), voice);
    EXPECT_EQ(player.milliseconds(), 3000);
    player.toggle(voice);
    ASSERT_TRUE(comes([&] { return player.milliseconds() > 3000; }));
    EXPECT_LT(player.milliseconds(), 4001);
    player.place(voice, 500);
    EXPECT_FALSE(player.playing());
    QTest::qWait(100);
    EXPECT_EQ(player.milliseconds(), 500) << "what was played before says nothing any more";
}

TEST_F(SoundTest, WhatWasSaidBeforeTheMicrophoneWentIsKept) {
    VoiceLine line(nullptr);
    QSignalSpy recorded(&line, &VoiceLine::recorded), cut_off(&line, &VoiceLine::cut_off),
        failed(&line, &VoiceLine::failed);
    const auto* recorder = line.findChild<Recorder*>();
    ASSERT_NE(recorder, nullptr);
    QSignalSpy heard(recorder, &Recorder::heard);
    line.begin();
    ASSERT_TRUE(comes([&] { return heard.size() > 20; }));
    server.kill();
    ASSERT_TRUE(comes([&] { return cut_off.size() == 1; })) << "it is said";
    ASSERT_EQ(recorded.size(), 1);
    EXPECT_FALSE(recorded[0][2].toBool()) << "nobody said that it shall go";
    EXPECT_EQ(failed.size(), 0);
    EXPECT_FALSE(line.running());
    VoiceReader again;
    EXPECT_TRUE(again.open(recorded[0][0].toString().toStdString()));
}

TEST_F(SoundTest, WhatIsThrownAwayLeavesNothing) {
    Recorder recorder;
    QSignalSpy finished(&recorder, &Recorder::finished), failed(&recorder, &Recorder::failed),
        heard(&recorder, &Recorder::heard);
    const QString path = QString::fromStdString((folder.path() / "new.ogg").string());
    recorder.start(path);
    ASSERT_TRUE(comes([&] { return heard.size() > 3; }));
    EXPECT_TRUE(QFile::exists(path));
    recorder.drop();
    EXPECT_TRUE(comes([&] { return !QFile::exists(path); }));
    EXPECT_EQ(finished.size() + failed.size(), 0);
}

}  // namespace
}  // namespace culver::desktop::test
