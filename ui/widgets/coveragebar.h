// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <optional>

namespace waldesk::ui
{

class ElidedLabel;
class LinkButton;
class TextLabel;

/// How far the page saw.
struct Coverage {
    qint64 shown = 0;
    qint64 loaded = 0;
    std::optional<qint64> total; ///< nullopt: the server did not say yet
    bool loading = false;
    QString hint;      ///< at the right: "ordered by created, newest first (server)"
    QString facts{};   ///< what the rows say, at the left instead of the track and how many are shown
    QString scope{};   ///< with facts: how much was read, in the page's words
    qint64 marked = 0; ///< rows chosen for an action on several
    bool more = false; ///< there is more to load, though the total does not tell
    int fresh = 0;     ///< rows that came by themselves and wait to be shown
    int moved = 0;     ///< rows that belong to another place by now, and move when somebody wants it
};

/// What went wrong with reading, while the rows stay.
struct Trouble {
    QString headline; ///< "Server does not answer"
    QString detail;   ///< one sentence
    QString nextTry;  ///< "next try in 24 s", may be empty
    bool hasDetails = true;
    bool canRetry = true;
};

/// One line on each page, always as high: "147 shown · 600 of 2 134 loaded", or what the rows say and how much was
/// read, with Load all or Cancel; and the error banner in the same place, so that nothing below moves when the server
/// goes away.
class CoverageBar : public QWidget
{
    Q_OBJECT

public:
    explicit CoverageBar(QWidget *parent = nullptr);

    void setCoverage(const Coverage &coverage);
    void setTrouble(const std::optional<Trouble> &trouble); ///< nullopt: well again
    [[nodiscard]] bool inTrouble() const { return m_trouble; }
    /// The line as a sentence, as assistive tools hear it.
    [[nodiscard]] QString sentence() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void loadAllClicked();
    void freshClicked();
    void cancelClicked();
    void retryClicked();
    void detailsClicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildWell();
    void buildBanner();
    void applyMargins();

    Coverage m_coverage;
    bool m_trouble = false;
    QWidget *m_well;
    QWidget *m_banner;
    QWidget *m_progressSpace = nullptr;
    TextLabel *m_shown = nullptr;
    ElidedLabel *m_facts = nullptr;
    TextLabel *m_loaded = nullptr;
    LinkButton *m_fresh = nullptr;
    LinkButton *m_loadAll = nullptr;
    LinkButton *m_cancel = nullptr;
    ElidedLabel *m_hint = nullptr;
    TextLabel *m_headline = nullptr;
    ElidedLabel *m_detail = nullptr;
    TextLabel *m_nextTry = nullptr;
    QWidget *m_details = nullptr;
    QWidget *m_retry = nullptr;
};

} // namespace waldesk::ui
