// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/look/theme.h"

#include "ui/desktop/look/system_look.h"

#include <QCoreApplication>
#include <QFile>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLinearGradient>
#include <QPainter>
#include <QScreen>
#include <QSvgRenderer>
#include <algorithm>
#include <array>
#include <cmath>

// Outside of every namespace, because the macro declares a function of the resource compiler.
static void load_resources() {
    Q_INIT_RESOURCE(desktop);
}

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kTokens = static_cast<std::size_t>(Token::Scrim) + 1;
constexpr std::size_t kHues = static_cast<std::size_t>(Hue::Slate) + 1;
constexpr std::size_t kSheenStops = 3;
constexpr std::array<const char*, kTokens> kTokenNames{
    "window",     "canvas",      "surface",       "sunken",     "peer",     "own",   "ownLine", "line",
    "lineStrong", "hover",       "pressed",       "selected",   "ink",      "ink2",  "ink3",    "disabled",
    "accent",     "accentHover", "accentPressed", "accentSoft", "onAccent", "focus", "iris",    "irisSoft",
    "danger",     "dangerSoft",  "onDanger",      "warn",       "warnSoft", "ok",    "okSoft",  "here",
    "away",       "busy",        "off",           "scrim"};
constexpr std::array<const char*, kHues> kHueNames{"blue",  "violet", "rose", "coral",
                                                   "amber", "green",  "slate"};
constexpr double kSheenMiddle = 0.52;
// The icon's first colour is lighter than the sheen's (look.md §2).
constexpr QRgb kPlumageFirst = qRgb(0x14, 0xA8, 0x99);
constexpr double kPointsAnInch = 72;
constexpr int kMinTextPercent = 85;
constexpr int kMaxTextPercent = 200;
constexpr double kLeastChange = 0.001;  // of the scale

// One row of look.md's table: the name in tokens.json, the weights of Latin and CJK, and the line in Chinese
// where it differs.
struct TypeRow {
    const char* name;
    int latin_weight;
    int cjk_weight;
    double chinese_line;  // 0: as in Latin
    double spacing;       // of letters, Latin only
};
constexpr TypeRow kTypes[] = {
    {"display", 600, 700, 38, -0.4}, {"title", 600, 700, 0, -0.2}, {"heading", 600, 700, 0, 0},
    {"head", 600, 700, 0, 0},        {"body", 400, 400, 22, 0},    {"bodyStrong", 500, 400, 0, 0},
    {"bodyStrong", 600, 700, 0, 0},  {"small", 400, 400, 0, 0},    {"small", 600, 700, 0, 0},
    {"second", 400, 400, 0, 0},      {"meta", 400, 400, 0, 0},     {"meta", 600, 700, 0, 0},
    {"micro", 400, 400, 0, 0},       {"micro", 600, 700, 0, 0},    {"code", 600, 600, 0, 3},
};

struct Colors {
    std::array<QColor, kTokens> tokens;
    std::array<QColor, kSheenStops> sheen;
    std::array<QColor, kHues> fills;
    std::array<QColor, kHues> texts;
};

Colors read_colors(const QJsonObject& root, const QString& mode) {
    Colors read;
    const QJsonObject named = root[mode].toObject();
    for (std::size_t i = 0; i < kTokens; ++i) {
        read.tokens[i] = QColor(named[QLatin1StringView(kTokenNames[i])].toString());
    }
    const QJsonArray sheen = named["sheen"_L1].toArray();
    for (std::size_t i = 0; i < kSheenStops; ++i)
        read.sheen[i] = QColor(sheen[static_cast<int>(i)].toString());
    for (std::size_t i = 0; i < kHues; ++i) {
        const QJsonObject pair =
            root["avatar"_L1].toObject()[QLatin1StringView(kHueNames[i])].toObject()[mode].toObject();
        read.fills[i] = QColor(pair["fill"_L1].toString());
        read.texts[i] = QColor(pair["text"_L1].toString());
    }
    return read;
}

// High contrast: tokens take the place of others, as tokens.json says.
Colors made_firm(Colors colors, const QJsonObject& contrast) {
    const Colors before = colors;
    const auto index_of = [](const QString& name) {
        return std::ranges::find(kTokenNames, name,
                                 [](const char* token) { return QLatin1StringView(token); }) -
               kTokenNames.begin();
    };
    for (auto pair = contrast.begin(); pair != contrast.end(); ++pair) {
        colors.tokens.at(static_cast<std::size_t>(index_of(pair.key()))) =
            before.tokens.at(static_cast<std::size_t>(index_of(pair.value().toString())));
    }
    return colors;
}

int byte_of(const QString& id) {
    if (id.isEmpty()) return 0;
    // Ids are base32 text: the first byte is the first character and most of the second one.
    const auto value = [](QChar letter) {
        const char low = letter.toLower().toLatin1();
        if (low >= 'a' && low <= 'z') return low - 'a';
        if (low >= '2' && low <= '7') return low - '2' + 26;
        return static_cast<int>(letter.unicode() % 32);
    };
    const int second = id.size() > 1 ? value(id[1]) : 0;
    return value(id[0]) * 8 + second / 4;
}

}  // namespace

class Theme::Tables {
public:
    Tables() {
        load_resources();
        QFile file(u":/tokens.json"_s);
        const bool opened = file.open(QIODevice::ReadOnly);
        Q_ASSERT(opened);
        if (!opened) return;
        const QJsonObject root = QJsonDocument::fromJson(file.readAll()).object();
        light = read_colors(root, u"light"_s);
        dark = read_colors(root, u"dark"_s);
        firm_light = made_firm(light, root["contrast"_L1].toObject());
        firm_dark = made_firm(dark, root["contrast"_L1].toObject());
        const QJsonObject type = root["type"_L1].toObject();
        for (std::size_t i = 0; i < std::size(kTypes); ++i) {
            const QJsonArray row = type[QLatin1StringView(kTypes[i].name)].toArray();
            sizes[i] = row[0].toDouble();
            lines[i] = row[1].toDouble();
        }
        system_family = QFontDatabase::systemFont(QFontDatabase::GeneralFont).family();
    }

    [[nodiscard]] const Colors& colors(bool is_dark) const {
        if (is_firm) return is_dark ? firm_dark : firm_light;
        return is_dark ? dark : light;
    }
    // What the person chose here, on top of what they chose for all programs.
    [[nodiscard]] double scale() const {
        return std::clamp(percent / 100.0 * system_scale, kMinTextPercent / 100.0, kMaxTextPercent / 100.0);
    }

    Colors light;
    Colors dark;
    Colors firm_light;
    Colors firm_dark;
    bool is_firm = false;
    int percent = 100;
    double system_scale = 1;
    std::array<double, std::size(kTypes)> sizes{};
    std::array<double, std::size(kTypes)> lines{};
    QString system_family;
    std::unique_ptr<SystemLook> system;
    QHash<QString, QByteArray> drawings;
    QHash<QString, QPixmap> icons;
    QHash<int, QFont> fonts;
};

// Qt has FreeType darken the strokes of OpenType fonts, so much for thin ones that Chinese of 400 looks like
// 600. These are FreeType's own numbers with less for strokes up to a pixel: width and what is added to it,
// in thousandths of a pixel. What the person set stays.
void prepare_type() {
    const char* const kName = "FREETYPE_PROPERTIES";
    if (!qEnvironmentVariableIsSet(kName))
        qputenv(kName, "cff:darkening-parameters=500,120,1000,130,1350,240,2333,0");
}

Theme& theme() {
    static Theme* const one = [] {
        auto* made = new Theme;
        // Pixmaps and the bus must not outlive the application.
        qAddPostRoutine([] {
            theme().tables_->icons.clear();
            theme().tables_->system.reset();
        });
        return made;
    }();
    return *one;
}

Theme::Theme() : tables_(std::make_unique<Tables>()) {}
Theme::~Theme() = default;

void Theme::set_mode(Mode mode) {
    mode_ = mode;
    if (!tables_->system) return listen_to(std::make_unique<SystemLook>());
    follow_system();
}

void Theme::listen_to(std::unique_ptr<SystemLook> system) {
    tables_->system = std::move(system);
    connect(tables_->system.get(), &SystemLook::changed, this, [this] { follow_system(); });
    follow_system();
}

void Theme::follow_system() {
    const bool dark = mode_ == Mode::System ? tables_->system->dark() : mode_ == Mode::Dark;
    const bool still = tables_->system->still();
    const bool is_firm = tables_->system->high_contrast();
    tables_->system_scale = tables_->system->text_scale();
    const bool is_resized = std::abs(tables_->scale() - scale_) >= kLeastChange;
    if (dark == dark_ && still == system_still_ && is_firm == tables_->is_firm && !is_resized) return;
    system_still_ = still;
    dark_ = dark;
    tables_->is_firm = is_firm;
    scale_ = tables_->scale();
    if (is_resized) tables_->fonts.clear();
    apply();
}

void Theme::set_dark(bool dark) {
    mode_ = dark ? Mode::Dark : Mode::Light;
    if (dark == dark_) return;
    dark_ = dark;
    apply();
}

void Theme::set_text_percent(int percent) {
    tables_->percent = percent;
    if (std::abs(tables_->scale() - scale_) < kLeastChange) return;
    scale_ = tables_->scale();
    tables_->fonts.clear();
    apply();
}

void Theme::set_chinese(bool chinese) {
    if (chinese == chinese_) return;
    chinese_ = chinese;
    tables_->fonts.clear();
    apply();
}

void Theme::set_reduced_motion(bool on) {
    reduced_ = on;
}

QColor Theme::color(Token token) const {
    return tables_->colors(dark_).tokens[static_cast<std::size_t>(token)];
}

QColor Theme::hue_fill(Hue hue) const {
    return tables_->colors(dark_).fills[static_cast<std::size_t>(hue)];
}

QColor Theme::hue_text(Hue hue) const {
    return tables_->colors(dark_).texts[static_cast<std::size_t>(hue)];
}

Hue Theme::hue_of(const QString& id) const {
    return static_cast<Hue>(byte_of(id) % static_cast<int>(kHues));
}

QFont Theme::font(Type type) const {
    const int index = static_cast<int>(type);
    if (const auto known = tables_->fonts.constFind(index); known != tables_->fonts.constEnd()) return *known;
    const TypeRow& row = kTypes[index];
    QFont font;
    font.setFamilies(
        {u"Inter"_s, u"Noto Sans"_s, tables_->system_family, u"Noto Sans CJK SC"_s, u"Noto Color Emoji"_s});
    // QFont takes whole pixels only; a point size says halves, too.
    const double pixels = tables_->sizes[static_cast<std::size_t>(index)] * scale_;
    font.setPointSizeF(pixels * kPointsAnInch / QGuiApplication::primaryScreen()->logicalDotsPerInchY());
    // CJK has 400 and 700 only: what is asked for 500 or 600 would be faked (look.md §2).
    font.setWeight(static_cast<QFont::Weight>(chinese_ ? row.cjk_weight : row.latin_weight));
    if (row.spacing != 0 && (!chinese_ || type == Type::Code)) {
        font.setLetterSpacing(QFont::AbsoluteSpacing, row.spacing * scale_);
    }
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setStyleStrategy(QFont::PreferAntialias);
    tables_->fonts.insert(index, font);
    return font;
}

int Theme::line_height(Type type) const {
    const auto index = static_cast<std::size_t>(type);
    const double chinese_line = kTypes[index].chinese_line;
    return px(chinese_ && chinese_line > 0 ? chinese_line : tables_->lines[index]);
}

int Theme::px(double size) const {
    return static_cast<int>(std::lround(size * scale_));
}

QLinearGradient Theme::sheen(const QRectF& over) const {
    const auto& stops = tables_->colors(dark_).sheen;
    QLinearGradient gradient(over.topLeft(), over.topRight());
    gradient.setColorAt(0, stops[0]);
    gradient.setColorAt(0.5, stops[1]);
    gradient.setColorAt(1, stops[2]);
    return gradient;
}

QLinearGradient Theme::plumage(const QRectF& over) const {
    const auto& stops = tables_->light.sheen;
    QLinearGradient gradient(over.topLeft(), over.bottomRight());
    gradient.setColorAt(0, QColor(kPlumageFirst));
    gradient.setColorAt(kSheenMiddle, stops[1]);
    gradient.setColorAt(1, stops[2]);
    return gradient;
}

QPixmap Theme::icon(const QString& name, Token token, int size, double device_ratio) const {
    return icon(name, color(token), size, device_ratio);
}

QPixmap Theme::icon(const QString& name, const QColor& color, int size, double device_ratio) const {
    const double ratio = device_ratio > 0 ? device_ratio : qGuiApp->devicePixelRatio();
    const QString key = name + u'/' + color.name(QColor::HexArgb) + u'/' + QString::number(size) + u'/' +
                        QString::number(ratio);
    if (const auto known = tables_->icons.constFind(key); known != tables_->icons.constEnd()) return *known;
    auto& drawing = tables_->drawings[name];
    if (drawing.isEmpty()) {
        QFile file(u":/icons/%1.svg"_s.arg(name));
        if (file.open(QIODevice::ReadOnly)) drawing = file.readAll();
    }
    QByteArray colored = drawing;
    colored.replace("#000000", color.name().toLatin1());
    QSvgRenderer renderer(colored);
    const int pixels = static_cast<int>(std::ceil(size * ratio));
    QPixmap drawn(pixels, pixels);
    drawn.fill(Qt::transparent);
    QPainter painter(&drawn);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(color.alphaF());
    renderer.render(&painter, QRectF(0, 0, pixels, pixels));
    painter.end();
    drawn.setDevicePixelRatio(ratio);
    tables_->icons.insert(key, drawn);
    return drawn;
}

}  // namespace culver::desktop
