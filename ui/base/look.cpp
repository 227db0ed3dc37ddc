// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/look.h"

#include "models/domain/groupednumber.h"
#include "ui/base/waldeskstyle.h"

#include <QCoreApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QWidget>

#include <cmath>

namespace waldesk::ui
{

namespace
{

QColor rgb(QRgb value)
{
    return QColor::fromRgb(value);
}

/// A font whose size was given in pixels has no point size, and the other way round.
QFont scaled(QFont font, qreal factor)
{
    if (font.pixelSize() > 0)
        font.setPixelSize(qMax(1, qRound(font.pixelSize() * factor)));
    else
        font.setPointSizeF(font.pointSizeF() * factor);
    return font;
}

QFont demiBold(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

int lineHeight(const QFont &font)
{
    return qRound(QFontMetricsF(font).height());
}

qreal luminance(const QColor &colour)
{
    const auto linear = [](qreal part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

} // namespace

Shade shadeOf(domain::State state)
{
    switch (state) {
    case domain::State::Sent:
        return Shade::Sent;
    case domain::State::Processing:
        return Shade::Processing;
    case domain::State::Done:
        return Shade::Done;
    case domain::State::Erred:
        return Shade::Erred;
    case domain::State::Unknown:
        break;
    }
    return Shade::Unknown;
}

int Look::hHead() const
{
    if (m_hHead == 0)
        m_hHead = lineHeight(head);
    return m_hHead;
}

int Look::hMono() const
{
    if (m_hMono == 0)
        m_hMono = lineHeight(mono);
    return m_hMono;
}

QString shadeIcon(Shade shade)
{
    switch (shade) {
    case Shade::Sent:
        return QStringLiteral("state-sent");
    case Shade::Processing:
        return QStringLiteral("state-processing");
    case Shade::Done:
        return QStringLiteral("state-done");
    case Shade::Erred:
        return QStringLiteral("state-erred");
    case Shade::Stuck:
        return QStringLiteral("state-stuck");
    case Shade::Unknown:
        break;
    }
    return QStringLiteral("state-unknown");
}

QString stateWord(domain::State state)
{
    switch (state) {
    case domain::State::Sent:
        return QCoreApplication::translate("waldesk::ui", "Sent");
    case domain::State::Processing:
        return QCoreApplication::translate("waldesk::ui", "Processing");
    case domain::State::Done:
        return QCoreApplication::translate("waldesk::ui", "Done");
    case domain::State::Erred:
        return QCoreApplication::translate("waldesk::ui", "Erred");
    case domain::State::Unknown:
        break;
    }
    return QCoreApplication::translate("waldesk::ui", "Unknown");
}

QString causeIcon(CauseKind kind)
{
    switch (kind) {
    case CauseKind::New:
        return QStringLiteral("group-new");
    case CauseKind::Back:
        return QStringLiteral("group-regressed");
    case CauseKind::Recovered:
        return QStringLiteral("state-done");
    case CauseKind::Ongoing:
        break;
    }
    return QStringLiteral("group-ongoing");
}

Look::Look(bool isDark, const QFont &font) : dark(isDark)
{
    if (dark)
        setDark();
    else
        setLight();
    off = mixed(dim, window, 0.42);
    veil = QColor(0, 0, 0, dark ? 140 : 77);
    measure(font);
}

void Look::setLight()
{
    window = rgb(0xF3F4F6);
    base = rgb(0xFFFFFF);
    raised = rgb(0xFAFAFB);
    hover = rgb(0xF1F4F8);
    sel = rgb(0xDCE7FB);
    selq = rgb(0xE8EBEF);
    line = rgb(0xE2E5E9);
    line2 = rgb(0xC3C9D1);
    edge = rgb(0x7A838E);
    text = rgb(0x1B2026);
    text2 = rgb(0x4E5863);
    dim = rgb(0x5E6772);
    accent = rgb(0x2457C5);
    accentText = rgb(0xFFFFFF);
    m_ink = {rgb(0x4E5B69), rgb(0x6747C0), rgb(0x1E7340), rgb(0xB92B27), rgb(0x8A5200), text2};
    m_tint = {rgb(0xEBEEF2), rgb(0xEFEAFB), rgb(0xE5F3EA), rgb(0xFCECEA), rgb(0xFAEFDA), rgb(0xEBEEF2)};
    m_environment = {rgb(0xA0155D), rgb(0x0B6E78), rgb(0x57616C), rgb(0x57616C)};
    m_environmentText = rgb(0xFFFFFF);
    series = {rgb(0x3B6FD4), rgb(0xB4801A), rgb(0xA2559C), rgb(0x12888F)};
    seriesRest = rgb(0xA9B2BD);
    undoFill = text;
    undoText = rgb(0xFFFFFF);
    undoText2 = rgb(0xB9C1CA);
    undoEdge = rgb(0x7C8793);
}

void Look::setDark()
{
    window = rgb(0x14171B);
    base = rgb(0x1A1E23);
    raised = rgb(0x1F242A);
    hover = rgb(0x21262C);
    sel = rgb(0x22375C);
    selq = rgb(0x2A3038);
    line = rgb(0x2C3239);
    line2 = rgb(0x47505A);
    edge = rgb(0x7C8793);
    text = rgb(0xE5E9EE);
    text2 = rgb(0xAAB4BF);
    dim = rgb(0x98A3AF);
    accent = rgb(0x7DA6FF);
    accentText = rgb(0x0D1420);
    m_ink = {rgb(0xAAB7C4), rgb(0xBCA6FF), rgb(0x66C98A), rgb(0xFF8B82), rgb(0xE7B34F), text2};
    m_tint = {rgb(0x29303A), rgb(0x2B2544), rgb(0x1A3024), rgb(0x38211F), rgb(0x362C18), rgb(0x29303A)};
    m_environment = {rgb(0xB8307A), rgb(0x13808C), rgb(0x64707D), rgb(0x64707D)};
    m_environmentText = rgb(0xFFFFFF);
    series = {rgb(0x7DA6FF), rgb(0xD9A94A), rgb(0xD48FCF), rgb(0x4FC3CF)};
    seriesRest = rgb(0x5B6672);
    undoFill = raised;
    undoText = text;
    undoText2 = text2;
    undoEdge = line2;
}

void Look::measure(const QFont &font)
{
    body = font;
    strong = demiBold(font);
    small = scaled(font, 0.88);
    smallStrong = demiBold(small);
    head = demiBold(scaled(font, 1.12));
    title = demiBold(scaled(font, 1.36));
    mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (font.pixelSize() > 0)
        mono.setPixelSize(qMax(1, qRound(font.pixelSize() * 0.94)));
    else
        mono.setPointSizeF(font.pointSizeF() * 0.94);

    h = lineHeight(body);
    hSmall = lineHeight(small);
    u = qMax(4, qRound(h / 4.5));
    // averageCharWidth() differs by a third between fonts whose running text differs by a twelfth.
    static constexpr QLatin1String pangram("The quick brown fox jumps over the lazy dog");
    ch = QFontMetricsF(body).horizontalAdvance(pangram) / static_cast<qreal>(pangram.size()) * 1.08;
    iconSide = qRound(QFontMetricsF(body).ascent() * 1.12);
    iconSmall = qRound(QFontMetricsF(small).ascent() * 1.12);
}

const Look &Look::of(const QWidget *widget)
{
    const QStyle *style = widget ? widget->style() : nullptr;
    if (const auto *ours = qobject_cast<const WaldeskStyle *>(style))
        return ours->look();
    static const Look fallback(false, QFont());
    return fallback;
}

QColor Look::ink(CauseKind kind) const
{
    switch (kind) {
    case CauseKind::New:
        return accent;
    case CauseKind::Back:
        return ink(Shade::Stuck);
    case CauseKind::Recovered:
        return ink(Shade::Done);
    case CauseKind::Ongoing:
        break;
    }
    return dim;
}

Fold Look::fold(int width) const
{
    const qreal columns = width / ch;
    if (columns >= 175)
        return Fold::Wide;
    return columns >= 115 ? Fold::Narrow : Fold::Tight;
}

QPalette Look::palette() const
{
    QPalette result;
    const auto set = [&result](QPalette::ColorRole role, const QColor &colour) {
        result.setColor(role, colour);
    };
    set(QPalette::Window, window);
    set(QPalette::Base, base);
    set(QPalette::AlternateBase, raised);
    set(QPalette::Button, base);
    set(QPalette::WindowText, text);
    set(QPalette::Text, text);
    set(QPalette::ButtonText, text);
    set(QPalette::BrightText, text);
    set(QPalette::PlaceholderText, dim);
    set(QPalette::Light, base);
    set(QPalette::Midlight, line);
    set(QPalette::Mid, line2);
    set(QPalette::Dark, edge);
    set(QPalette::Shadow, dark ? QColor(Qt::black) : edge);
    set(QPalette::Highlight, sel);
    set(QPalette::HighlightedText, text);
    set(QPalette::Link, accent);
    set(QPalette::LinkVisited, accent);
    set(QPalette::ToolTipBase, raised);
    set(QPalette::ToolTipText, text);
    result.setColor(QPalette::Inactive, QPalette::Highlight, selq);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        result.setColor(QPalette::Disabled, role, off);
    result.setColor(QPalette::Disabled, QPalette::Base, window);
    result.setColor(QPalette::Disabled, QPalette::Highlight, selq);
    return result;
}

bool lookChanged(const QEvent *event)
{
    switch (event->type()) {
    case QEvent::StyleChange:
    case QEvent::PaletteChange:
    case QEvent::FontChange:
    case QEvent::ApplicationFontChange:
        return true;
    default:
        return false;
    }
}

QColor mixed(const QColor &a, const QColor &b, qreal amount)
{
    const auto part = [amount](qreal x, qreal y) {
        return static_cast<float>(x + (y - x) * amount);
    };
    return QColor::fromRgbF(part(a.redF(), b.redF()), part(a.greenF(), b.greenF()), part(a.blueF(), b.blueF()));
}

qreal contrast(const QColor &a, const QColor &b)
{
    const qreal la = luminance(a);
    const qreal lb = luminance(b);
    return (qMax(la, lb) + 0.05) / (qMin(la, lb) + 0.05);
}

QString groupedNumber(qint64 number)
{
    return domain::groupedNumber(number);
}

} // namespace waldesk::ui
