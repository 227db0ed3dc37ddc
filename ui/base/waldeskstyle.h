// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"

#include <QProxyStyle>

class QAbstractButton;
class QApplication;

namespace waldesk::ui
{

/// How a push button is meant: the likely action (accent), or the last step of a destructive path (red, alone).
enum class ButtonTone { Plain, Primary, Danger };
void setTone(QAbstractButton *button, ButtonTone tone);
[[nodiscard]] ButtonTone toneOf(const QWidget *widget);

/// Fusion with the house's colours, units and focus marks; the only style sheet is that there is none. It owns the Look
/// in use, sets the application's palette from it, and makes a new one when the desktop's scheme or font changes.
/// Qt before 6.5 does not say whether the desktop is dark: then the lightness of the platform's window colour decides.
class WaldeskStyle : public QProxyStyle
{
    Q_OBJECT

public:
    enum class Scheme { System, Light, Dark };

    /// The application owns the style. Call before the first widget is made.
    static WaldeskStyle *install(QApplication &app, Scheme scheme = Scheme::System);
    explicit WaldeskStyle(Scheme scheme = Scheme::System);

    [[nodiscard]] const Look &look() const { return m_look; }
    [[nodiscard]] Scheme scheme() const { return m_scheme; }
    /// Light and Dark win over the desktop.
    void setScheme(Scheme scheme);

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget = nullptr) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget = nullptr) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget = nullptr) const override;
    [[nodiscard]] QRect subElementRect(SubElement element, const QStyleOption *option,
                                       const QWidget *widget = nullptr) const override;
    [[nodiscard]] QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                                       const QWidget *widget = nullptr) const override;
    [[nodiscard]] QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                         const QWidget *widget = nullptr) const override;
    [[nodiscard]] int pixelMetric(PixelMetric metric, const QStyleOption *option = nullptr,
                                  const QWidget *widget = nullptr) const override;
    [[nodiscard]] int styleHint(StyleHint hint, const QStyleOption *option = nullptr, const QWidget *widget = nullptr,
                                QStyleHintReturn *returnData = nullptr) const override;
    using QProxyStyle::polish;
    void polish(QWidget *widget) override;
    void polish(QApplication *app) override;
    void unpolish(QApplication *app) override;

signals:
    void lookChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] bool desktopIsDark();
    void rebuild(bool dark);
    void onForeignPalette();

    Look m_look;
    Scheme m_scheme;
    bool m_settingPalette = false;
    bool m_desktopDark = false;
};

} // namespace waldesk::ui
