// SPDX-License-Identifier: Apache-2.0
// A part of the screen is cut out, drawn on and handed over, by mouse and keys as a person does it.
#include "ui/desktop/around/region_grab.h"

#include "tests/desktop/around/hands.h"
#include "tests/desktop/around/paper_bus.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QFile>
#include <QTest>
#include <QUrl>
#include <filesystem>
#include <memory>
#include <optional>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

constexpr QRgb kSky = qRgb(90, 160, 220);

void drag(QWidget* on, QPoint from, QPoint to) {
    QTest::mousePress(on, Qt::LeftButton, {}, from);
    QTest::mouseMove(on, (from + to) / 2);
    QTest::mouseMove(on, to);
    QTest::mouseRelease(on, Qt::LeftButton, {}, to);
}

// The screen has twice the window's pixels, as with a scale of 200 %.
struct MarkUpTest : testing::Test {
    MarkUp* cut = nullptr;
    std::optional<QImage> given;

    void SetUp() override {
        QImage screen(1200, 800, QImage::Format_RGB32);
        screen.fill(kSky);
        cut = new MarkUp(screen, QRect(0, 0, 600, 400));
        QObject::connect(cut, &MarkUp::done, [this](const QImage& picture) { given = picture; });
        cut->show();
        QTest::qWait(1);
    }
};

TEST_F(MarkUpTest, GivesThePartInThePixelsOfTheScreen) {
    drag(cut, {100, 50}, {300, 150});
    QTest::keyClick(cut, Qt::Key_Return);
    ASSERT_TRUE(given);
    EXPECT_EQ(given->size(), QSize(400, 200));
    EXPECT_EQ(given->pixel(200, 100), kSky);
}

TEST(MarkUpOfAnotherShape, CutsWhereItWasDrawn) {
    QImage wide(1200, 400, QImage::Format_RGB32);  // shown in a window of 3:2
    wide.fill(kSky);
    for (int y = 200; y < 300; ++y)
        for (int x = 200; x < 600; ++x) wide.setPixel(x, y, qRgb(250, 200, 0));
    auto* cut = new MarkUp(wide, QRect(0, 0, 600, 800));
    std::optional<QImage> given;
    QObject::connect(cut, &MarkUp::done, [&](const QImage& picture) { given = picture; });
    cut->show();
    QTest::qWait(1);
    drag(cut, {100, 400}, {300, 600});
    QTest::keyClick(cut, Qt::Key_Return);
    ASSERT_TRUE(given);
    EXPECT_EQ(given->size(), QSize(400, 100));
    EXPECT_EQ(given->pixel(1, 1), qRgb(250, 200, 0));
    EXPECT_EQ(given->pixel(398, 98), qRgb(250, 200, 0));
}

TEST(PictureOfScreen, IsCutOutOfAllMonitors) {
    QImage both(4000, 1000, QImage::Format_RGB32);
    both.fill(kSky);
    both.setPixel(2000, 0, qRgb(1, 2, 3));
    const QRect left(0, 0, 1000, 500), right(1000, 0, 1000, 500), all(0, 0, 2000, 500);
    const QImage second = picture_of_screen(both, right, all);
    EXPECT_EQ(second.size(), QSize(2000, 1000));
    EXPECT_EQ(second.pixel(0, 0), qRgb(1, 2, 3));
    EXPECT_EQ(picture_of_screen(both, left, all).pixel(0, 0), kSky);
    const QImage one(1000, 500, QImage::Format_RGB32);
    EXPECT_EQ(picture_of_screen(one, right, all).size(), one.size()) << "only this monitor was given";
    EXPECT_EQ(picture_of_screen(one, left, left).size(), one.size());
}

TEST_F(MarkUpTest, WhatIsBlackedOutIsGone) {
    drag(cut, {100, 50}, {300, 150});
    cut->set_tool(MarkUp::Tool::Hide);
    drag(cut, {150, 75}, {200, 100});
    cut->set_tool(MarkUp::Tool::Box);
    drag(cut, {220, 75}, {280, 130});
    QTest::keyClick(cut, Qt::Key_Return);
    ASSERT_TRUE(given);
    for (const QPoint at : {QPoint(102, 52), QPoint(150, 75), QPoint(198, 98)})
        EXPECT_EQ(given->pixel(at), qRgb(0, 0, 0)) << at.x() << ' ' << at.y();
    EXPECT_EQ(given->pixel(90, 75), kSky);
    EXPECT_NE(given->pixel(240, 100), kSky) << "the edge of the box";
    EXPECT_EQ(given->pixel(300, 100), kSky) << "and not its inside";
}

// The red of what is drawn, near a place of the part, in pixels of the screen.
[[nodiscard]] bool is_drawn(const QImage& on, QPoint at) {
    for (const QPoint by : {QPoint(0, 0), QPoint(2, 0), QPoint(-2, 0), QPoint(0, 2), QPoint(0, -2)}) {
        const QColor seen = on.pixelColor(at + by);
        if (seen.red() > 200 && seen.green() < 90 && seen.blue() < 90) return true;
    }
    return false;
}

TEST_F(MarkUpTest, EachToolDrawsWhatItsButtonSays) {
    drag(cut, {100, 50}, {400, 250});
    // Places of the window become pixels of the part: twice as many, from its corner on.
    const auto pixel = [](int x, int y) { return QPoint(2 * (x - 100), 2 * (y - 50)); };
    press(cut, u"Pen"_s);
    QTest::mousePress(cut, Qt::LeftButton, {}, {120, 70});
    for (const QPoint at : {QPoint(120, 120), QPoint(170, 120), QPoint(170, 70)}) QTest::mouseMove(cut, at);
    QTest::mouseRelease(cut, Qt::LeftButton, {}, {170, 70});
    press(cut, u"Arrow"_s);
    drag(cut, {200, 100}, {280, 100});
    press(cut, u"Box"_s);
    drag(cut, {300, 70}, {380, 130});
    press(cut, u"Black out"_s);
    drag(cut, {120, 160}, {200, 220});
    press(cut, u"Pen"_s);
    drag(cut, {300, 200}, {380, 200});
    press(cut, u"Take back"_s);
    press(cut, u"Use"_s);
    ASSERT_TRUE(given);
    for (const QPoint at : {pixel(120, 100), pixel(150, 120), pixel(170, 100)})
        EXPECT_TRUE(is_drawn(*given, at)) << "the pen goes along its way: " << at.x() << ' ' << at.y();
    EXPECT_FALSE(is_drawn(*given, pixel(145, 95))) << "and not straight across";
    for (const QPoint at : {pixel(205, 100), pixel(240, 100), pixel(279, 100)})
        EXPECT_TRUE(is_drawn(*given, at)) << "the shaft: " << at.x() << ' ' << at.y();
    EXPECT_TRUE(is_drawn(*given, pixel(271, 96)) && is_drawn(*given, pixel(271, 104)))
        << "its head, where it ends";
    EXPECT_FALSE(is_drawn(*given, pixel(209, 96)) || is_drawn(*given, pixel(209, 104)));
    for (const QPoint at : {pixel(340, 70), pixel(340, 130), pixel(300, 100), pixel(380, 100)})
        EXPECT_TRUE(is_drawn(*given, at)) << "an edge of the box: " << at.x() << ' ' << at.y();
    EXPECT_EQ(given->pixel(pixel(340, 100)), kSky);
    EXPECT_EQ(given->pixel(pixel(160, 190)), qRgb(0, 0, 0));
    EXPECT_EQ(given->pixel(pixel(340, 200)), kSky) << "what was taken back";
}

TEST_F(MarkUpTest, UndoTakesTheLastStrokeBack) {
    drag(cut, {100, 50}, {300, 150});
    cut->set_tool(MarkUp::Tool::Hide);
    drag(cut, {150, 75}, {200, 100});
    QTest::keyClick(cut, Qt::Key_Z, Qt::ControlModifier);
    QTest::keyClick(cut, Qt::Key_Return);
    ASSERT_TRUE(given);
    EXPECT_EQ(given->pixel(150, 75), kSky);
}

TEST_F(MarkUpTest, EscapeAndAMereClickGiveNothing) {
    QTest::mouseClick(cut, Qt::LeftButton, {}, {100, 100});
    QTest::keyClick(cut, Qt::Key_Return);
    ASSERT_TRUE(given);
    EXPECT_TRUE(given->isNull());
    SetUp();
    given.reset();
    drag(cut, {100, 50}, {300, 150});
    QTest::keyClick(cut, Qt::Key_Escape);
    ASSERT_TRUE(given);
    EXPECT_TRUE(given->isNull());
}

[[nodiscard]] MarkUp* shown_mark_up() {
    for (QWidget* top : QApplication::topLevelWidgets()) {
        if (auto* found = qobject_cast<MarkUp*>(top); found && found->isVisible()) return found;
    }
    return nullptr;
}

struct Grabbing {
    QWidget window, settings;
    std::optional<RegionGrab::Answer> given;
    std::function<void(const RegionGrab::Answer&)> take = [this](const RegionGrab::Answer& one) {
        given = one;
    };

    Grabbing() {
        window.setGeometry(40, 30, 300, 200);
        window.show();
        settings.setGeometry(200, 100, 200, 100);
        settings.show();
    }
    [[nodiscard]] MarkUp* mark_up() {
        MarkUp* cut = nullptr;
        EXPECT_TRUE(QTest::qWaitFor([&] { return (cut = shown_mark_up()) != nullptr; }));
        return cut;
    }
    [[nodiscard]] bool answered() {
        return QTest::qWaitFor([&] { return given.has_value(); });
    }
};

TEST(RegionGrab, ThePartOfTheScreenBecomesAFile) {
    Grabbing here;
    const QPoint place = here.window.pos();
    (new RegionGrab(&here.window, here.take))->start();
    MarkUp* cut = here.mark_up();
    ASSERT_NE(cut, nullptr);
    EXPECT_FALSE(here.window.isVisible() || here.settings.isVisible())
        << "no window of ours is in the picture";
    drag(cut, {20, 20}, {120, 80});
    QTest::keyClick(cut, Qt::Key_Return);
    ASSERT_TRUE(here.given);
    EXPECT_TRUE(here.window.isVisible() && here.settings.isVisible()) << "they are back";
    EXPECT_EQ(here.window.pos(), place);
    const QImage picture(here.given->path);
    EXPECT_EQ(picture.size(), QSize(100, 60));
    EXPECT_TRUE(QFile::remove(here.given->path));
}

TEST(RegionGrab, GivingUpBringsTheWindowsBack) {
    Grabbing here;
    (new RegionGrab(&here.window, here.take))->start();
    MarkUp* cut = here.mark_up();
    ASSERT_NE(cut, nullptr);
    QTest::keyClick(cut, Qt::Key_Escape);
    ASSERT_TRUE(here.given);
    EXPECT_TRUE(here.given->path.isEmpty() && here.given->problem.isEmpty());
    EXPECT_TRUE(here.window.isVisible() && here.settings.isVisible());
}

TEST(RegionGrab, AWindowThatGoesAwayTakesTheMarkUpAlong) {
    auto window = std::make_unique<QWidget>();
    window->show();
    bool told = false;
    (new RegionGrab(window.get(), [&](const RegionGrab::Answer&) { told = true; }))->start();
    ASSERT_TRUE(QTest::qWaitFor([] { return shown_mark_up() != nullptr; }));
    window.reset();
    EXPECT_TRUE(QTest::qWaitFor([] { return shown_mark_up() == nullptr; }));
    EXPECT_FALSE(told);
}

}  // namespace

// What org.freedesktop.portal.Screenshot asks of a desktop; answers when it is told to.
class PaperPortal : public QObject, protected QDBusContext {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Screenshot")
public:
    explicit PaperPortal(const QDBusConnection& bus) : bus_(bus) {}
    QString request, asker;
    QVariantMap options;
    bool own_path = false;  // as portals of old, which take no token
    bool refuses_calls = false;

    void answer(uint response, const QVariantMap& results) {
        QDBusMessage signal = QDBusMessage::createTargetedSignal(
            asker, request, QStringLiteral("org.freedesktop.portal.Request"), QStringLiteral("Response"));
        signal << response << results;
        bus_.send(signal);
    }

public Q_SLOTS:
    QDBusObjectPath Screenshot(const QString& /*parent*/, const QVariantMap& given) {
        if (refuses_calls) {
            sendErrorReply(QDBusError::AccessDenied, QStringLiteral("no"));
            return {};
        }
        options = given;
        asker = message().service();
        const QString token =
            own_path ? QStringLiteral("own") : given.value(QStringLiteral("handle_token")).toString();
        request = QStringLiteral("/org/freedesktop/portal/desktop/request/%1/%2")
                      .arg(asker.mid(1).replace(QLatin1Char('.'), QLatin1Char('_')), token);
        return QDBusObjectPath(request);
    }

private:
    QDBusConnection bus_;
};

// Hears that nobody waits any more.
class PaperRequest : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Request")
public:
    int closed = 0;

public Q_SLOTS:
    void Close() { ++closed; }
};

namespace {

struct PortalTest : PaperBus {
    std::unique_ptr<PaperPortal> portal;
    Grabbing here;
    culver::test::TempDir folder;

    void serve() {
        QDBusConnection bus = server_side();
        portal = std::make_unique<PaperPortal>(bus);
        ASSERT_TRUE(bus.registerObject(u"/org/freedesktop/portal/desktop"_s, portal.get(),
                                       QDBusConnection::ExportAllSlots));
        ASSERT_TRUE(bus.registerService(u"org.freedesktop.portal.Desktop"_s));
    }
    [[nodiscard]] bool ask() {
        (new RegionGrab(&here.window, here.take, client()))->start(RegionGrab::Way::Ask);
        return QTest::qWaitFor([&] { return !portal || !portal->request.isEmpty(); });
    }
    [[nodiscard]] QVariantMap picture() {
        QImage screen(800, 600, QImage::Format_RGB32);
        screen.fill(kSky);
        const QString path = QString::fromStdString((folder.path() / "Screenshot 1.png").string());
        EXPECT_TRUE(screen.save(path));
        return {{u"uri"_s, QUrl::fromLocalFile(path).toString(QUrl::FullyEncoded)}};
    }
    [[nodiscard]] bool picture_is_there() const {
        return std::filesystem::exists(folder.path() / "Screenshot 1.png");
    }
};

TEST_F(PortalTest, ThePictureIsCutOutAndNotLeftAmongThePersonsPictures) {
    serve();
    ASSERT_TRUE(ask());
    EXPECT_FALSE(portal->options.value(u"interactive"_s).toBool());
    EXPECT_FALSE(here.window.isVisible()) << "the window is out of the picture";
    portal->answer(0, picture());
    MarkUp* cut = here.mark_up();
    ASSERT_NE(cut, nullptr);
    EXPECT_FALSE(picture_is_there());
    drag(cut, {20, 20}, {120, 80});
    QTest::keyClick(cut, Qt::Key_Return);
    ASSERT_TRUE(here.given);
    EXPECT_EQ(QImage(here.given->path).pixel(5, 5), kSky);
    EXPECT_TRUE(here.window.isVisible());
    EXPECT_TRUE(QFile::remove(here.given->path));
}

TEST_F(PortalTest, APortalThatChoosesThePathIsHeardToo) {
    serve();
    portal->own_path = true;
    ASSERT_TRUE(ask());
    QTest::qWait(100);  // the answer to the call comes before the picture
    portal->answer(0, picture());
    MarkUp* cut = here.mark_up();
    ASSERT_NE(cut, nullptr);
    QTest::keyClick(cut, Qt::Key_Escape);
    EXPECT_TRUE(here.answered());
}

TEST_F(PortalTest, WhoRefusesGetsTheWindowBackWithoutAWord) {
    serve();
    ASSERT_TRUE(ask());
    portal->answer(1, {});
    ASSERT_TRUE(here.answered());
    EXPECT_TRUE(here.given->path.isEmpty() && here.given->problem.isEmpty());
    EXPECT_TRUE(here.window.isVisible() && here.settings.isVisible());
}

TEST_F(PortalTest, WhatFailsIsSaid) {
    serve();
    ASSERT_TRUE(ask());
    portal->answer(2, {});
    ASSERT_TRUE(here.answered());
    EXPECT_FALSE(here.given->problem.isEmpty());
    here.given.reset();
    portal->request.clear();
    ASSERT_TRUE(ask());
    portal->answer(0, {{u"uri"_s, u"file:///nowhere/x.png"_s}});
    ASSERT_TRUE(here.answered());
    EXPECT_FALSE(here.given->problem.isEmpty()) << "a picture that is not there";
    here.given.reset();
    portal->refuses_calls = true;
    (new RegionGrab(&here.window, here.take, client()))->start(RegionGrab::Way::Ask);
    ASSERT_TRUE(here.answered());
    EXPECT_FALSE(here.given->problem.isEmpty()) << "a portal that takes no calls";
    EXPECT_TRUE(here.window.isVisible());
}

TEST_F(PortalTest, WithoutAPortalTheWindowComesBack) {
    (new RegionGrab(&here.window, here.take, client()))->start(RegionGrab::Way::Ask);
    ASSERT_TRUE(here.answered());
    EXPECT_FALSE(here.given->problem.isEmpty());
    EXPECT_TRUE(here.window.isVisible());
}

TEST_F(PortalTest, AnAnswerAfterTheWindowIsGoneDoesNothing) {
    serve();
    auto window = std::make_unique<QWidget>();
    window->show();
    bool told = false;
    (new RegionGrab(
         window.get(), [&](const RegionGrab::Answer&) { told = true; }, client()))
        ->start(RegionGrab::Way::Ask);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !portal->request.isEmpty(); }));
    PaperRequest request;
    ASSERT_TRUE(server_side().registerObject(portal->request, &request, QDBusConnection::ExportAllSlots));
    window.reset();
    EXPECT_TRUE(QTest::qWaitFor([&] { return request.closed == 1; }))
        << "the portal's question is taken back";
    portal->answer(0, picture());
    QTest::qWait(200);
    EXPECT_EQ(shown_mark_up(), nullptr);
    EXPECT_FALSE(told);
}

}  // namespace
}  // namespace culver::desktop::test

#include "region_grab_test.moc"
