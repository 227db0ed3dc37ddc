// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace waldesk::ui
{

class DarkButton;

/// What is about to be sent, and for how long it can be taken back. Dark in both schemes, so that it is seen. It stands
/// under the list in the page's layout, which takes its height from the view: no row is hidden behind it. It counts
/// nothing itself; the one who holds the clock says how much is left.
class UndoBar : public QWidget
{
    Q_OBJECT

public:
    explicit UndoBar(QWidget *parent = nullptr);

    /// Shows the bar: "Setting erred:" and, bold, "MOAB Kaunas d4410b".
    void arm(const QString &words, const QString &subject, int totalMs);
    void setWords(const QString &words);
    void setRemaining(int ms);
    void setKeyShown(bool shown);          ///< `z` undoes what stands here, and not something newer
    void disarm();                         ///< hides it
    [[nodiscard]] int secondsLeft() const; ///< the digit in the ring

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void undoClicked();
    void sendNowClicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void arrange();
    void paintRing(QPainter &painter, const QRect &place) const;

    QString m_words;
    QString m_subject;
    int m_total = 1;
    int m_left = 0;
    DarkButton *m_undo;
    DarkButton *m_sendNow;
};

} // namespace waldesk::ui
