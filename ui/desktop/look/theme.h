// SPDX-License-Identifier: Apache-2.0
// The look in numbers: colours, type, space and icons out of resources/tokens.json, for the present theme
// (light or dark), text size and language. Nobody else names a colour or a size in pixels for type.
// docs/desktop.md explains. Thread: Qt's main thread; theme() exists from the first use until the application
// ends.
#pragma once
#include <QColor>
#include <QFont>
#include <QObject>
#include <QPixmap>
#include <QString>
#include <memory>

QT_BEGIN_NAMESPACE
class QPainter;
class QRectF;
class QLinearGradient;
QT_END_NAMESPACE

namespace culver::desktop {

// In the order of tokens.json.
enum class Token {
    Window,
    Canvas,
    Surface,
    Sunken,
    Peer,
    Own,
    OwnLine,
    Line,
    LineStrong,
    Hover,
    Pressed,
    Selected,
    Ink,
    Ink2,
    Ink3,
    Disabled,
    Accent,
    AccentHover,
    AccentPressed,
    AccentSoft,
    OnAccent,
    Focus,
    Iris,
    IrisSoft,
    Danger,
    DangerSoft,
    OnDanger,
    Warn,
    WarnSoft,
    Ok,
    OkSoft,
    Here,
    Away,
    Busy,
    Off,
    Scrim,
};
// Rows of look.md's type table. Heavy = the second weight of the row (600 / 700).
enum class Type {
    Display,
    Title,
    Heading,
    Head,
    Body,
    Strong,
    Unread,
    Small,
    SmallHeavy,
    Second,
    Meta,
    MetaHeavy,
    Micro,
    MicroHeavy,
    Code
};
enum class Hue { Blue, Violet, Rose, Coral, Amber, Green, Slate };

// How strokes are darkened; said before the QApplication is made, because it loads the fonts' engine.
void prepare_type();

class SystemLook;

class Theme : public QObject {
    Q_OBJECT
public:
    // As the person chose; System asks the desktop's settings portal and follows it (system_look.h).
    enum class Mode { System, Light, Dark };
    void set_mode(Mode mode);
    void listen_to(std::unique_ptr<SystemLook> system);  // instead of the one on the session's bus
    void set_dark(bool dark);                            // no matter what the system says
    [[nodiscard]] bool dark() const { return dark_; }
    void set_text_percent(int percent);                    // 85…200
    [[nodiscard]] double scale() const { return scale_; }  // text size / 100 %
    void set_chinese(bool chinese);                        // line heights and families of look.md for zh_CN
    [[nodiscard]] bool chinese() const { return chinese_; }
    void set_reduced_motion(bool on);  // the system's wish counts as well
    [[nodiscard]] bool still() const { return reduced_ || system_still_; }
    [[nodiscard]] int motion(int milliseconds) const { return still() ? 0 : milliseconds; }

    [[nodiscard]] QColor color(Token token) const;
    [[nodiscard]] QColor hue_fill(Hue hue) const;
    [[nodiscard]] QColor hue_text(Hue hue) const;
    [[nodiscard]] Hue hue_of(const QString& id) const;  // first byte of the id modulo 7
    [[nodiscard]] QFont font(Type type) const;
    [[nodiscard]] int line_height(Type type) const;                   // px, already scaled
    [[nodiscard]] int px(double size) const;                          // a measure that grows with text
    [[nodiscard]] QLinearGradient sheen(const QRectF& over) const;    // left to right
    [[nodiscard]] QLinearGradient plumage(const QRectF& over) const;  // the icon's, corner to corner
    // An icon of resources/icons by file name without .svg, drawn in the colour, cached for size and device
    // ratio.
    [[nodiscard]] QPixmap icon(const QString& name, Token token, int size, double device_ratio = 0) const;
    [[nodiscard]] QPixmap icon(const QString& name, const QColor& color, int size,
                               double device_ratio = 0) const;
    // The application's palette and style sheet from the tokens; called when something changed.
    void apply();

Q_SIGNALS:
    void changed();  // repaint and measure again

private:
    friend Theme& theme();
    Theme();
    ~Theme() override;
    void follow_system();

    class Tables;  // what tokens.json says, and what was drawn from it
    std::unique_ptr<Tables> tables_;
    Mode mode_ = Mode::Light;
    bool dark_ = false;
    bool chinese_ = false;
    bool reduced_ = false;
    bool system_still_ = false;
    double scale_ = 1;
};

[[nodiscard]] Theme& theme();

// For painting code, which asks for little else.
[[nodiscard]] inline double px(double size) {
    return theme().px(size);
}
[[nodiscard]] inline QColor color(Token token) {
    return theme().color(token);
}

}  // namespace culver::desktop
