// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"

#include <QWidget>

namespace waldesk::ui
{

/// The state of a request in a head: a tinted pill with icon and word. (In a row the delegate paints icon and word
/// without a pill.)
class StateBadge : public QWidget
{
    Q_OBJECT

public:
    explicit StateBadge(QWidget *parent = nullptr);

    /// The word is the state's own, or what the server said when it is one we do not know.
    void setState(domain::State state, const QString &unknownWord = {});
    void setShade(Shade shade, const QString &word);
    [[nodiscard]] QString word() const { return m_word; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    Shade m_shade = Shade::Unknown;
    QString m_word;
};

/// A quiet grey pill: "slurmdbd down → Site operator".
class PillLabel : public QWidget
{
    Q_OBJECT

public:
    explicit PillLabel(const QString &text, QWidget *parent = nullptr);

    void setText(const QString &text);
    [[nodiscard]] QString text() const { return m_text; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
};

/// A key as a cap, for sheets, fields and menus: painted at the left of `area`, centred in its height.
void paintKeyCap(QPainter *painter, const QRect &area, const QString &key, const Look &look);
[[nodiscard]] int keyCapWidth(const QString &key, const Look &look);

} // namespace waldesk::ui
