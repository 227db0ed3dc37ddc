// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/seterreddialog.h"

#include "ui/base/displaytext.h"
#include "ui/base/icons.h"
#include "ui/base/waldeskstyle.h"
#include "ui/panels/rawtraceback.h"
#include "ui/widgets/environmentframe.h"
#include "ui/widgets/statebadge.h"
#include "ui/widgets/textlabel.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>

namespace waldesk::ui
{

namespace
{

constexpr int FirstRowOfReasons = 3;

/// The colour and the name of the server on top: the last look before something is changed there.
class EnvironmentStrip : public QWidget
{
public:
    EnvironmentStrip(domain::Environment environment, const QString &text, QWidget *parent)
        : QWidget(parent), m_environment(environment), m_text(text)
    {
        setAccessibleName(text);
        setFixedHeight(Look::of(this).headerHeight());
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Look &look = Look::of(this);
        QPainter painter(this);
        painter.fillRect(rect(), look.environment(m_environment));
        const QRect mark(look.units(4), 0, look.iconSmall, height());
        paintIcon(&painter, mark, QStringLiteral("unlock"), look.environmentText());
        painter.setFont(look.smallStrong);
        painter.setPen(look.environmentText());
        painter.drawText(rect().adjusted(mark.right() + look.units(2), 0, -look.units(4), 0),
                         Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine, m_text);
    }

private:
    domain::Environment m_environment;
    QString m_text;
};

class ArrowMark : public QWidget
{
public:
    explicit ArrowMark(QWidget *parent) : QWidget(parent)
    {
        const int side = Look::of(this).iconSide;
        setFixedSize(side, side);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintIcon(&painter, rect(), QStringLiteral("fold"), Look::of(this).text2);
    }
};

QPlainTextEdit *plainEdit(const QString &accessibleName, int lines, const QFont &font, QWidget *parent)
{
    auto *edit = new QPlainTextEdit(parent);
    edit->setAccessibleName(accessibleName);
    edit->setTabChangesFocus(true);
    edit->setFont(font);
    const int frame = 2 * Look::of(parent).units(2);
    edit->setFixedHeight(QFontMetrics(font).lineSpacing() * lines + frame);
    return edit;
}

} // namespace

SetErredDialog::SetErredDialog(Place place, domain::Request request, domain::Timestamp now, QWidget *parent)
    : QDialog(parent), m_place(std::move(place)), m_request(std::move(request)), m_now(now),
      m_overwrites(!domain::isOpen(m_request.state))
{
    setObjectName(QStringLiteral("setErred"));
    setWindowTitle(m_overwrites ? tr("Overwrite the error") : tr("Set erred"));
    setModal(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(buildStrip());
    column->addWidget(buildBody(), 1);
    column->addWidget(buildFoot());
    addKeys();
    m_open.start();
    offerReasons();
    choose(static_cast<int>(domain::likelyErrorTemplate(m_request)));
    m_message->selectAll();
    messageChanged();
    setFixedWidth(Look::of(this).chars(76));
}

QWidget *SetErredDialog::buildStrip()
{
    const QString text =
        QStringLiteral("%1 · %2").arg(EnvironmentBar::environmentWord(m_place.environment), m_place.server);
    return new EnvironmentStrip(m_place.environment, text, this);
}

QWidget *SetErredDialog::buildBody()
{
    const Look &look = Look::of(this);
    auto *body = new QWidget(this);
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(look.units(4), look.units(3.5), look.units(4), look.units(4));
    column->setSpacing(look.units(1.5));
    column->addWidget(
        new TextLabel(m_overwrites ? tr("Overwrite the error of one request") : tr("Set one request erred"),
                      TextRole::Head, Ink::Text, body));
    buildChange(body);
    buildReasons(body);
    buildTexts(body);
    buildConsequences(body);
    return body;
}

void SetErredDialog::buildChange(QWidget *body)
{
    const Look &look = Look::of(this);
    m_from = new StateBadge(body);
    m_from->setState(m_request.state, m_request.stateText);
    auto *to = new StateBadge(body);
    to->setState(domain::State::Erred);
    auto *offering = new ElidedLabel(TextRole::Strong, Ink::Text, body);
    offering->setServerText(m_request.offeringName);
    m_facts = new TextLabel(factsLine(), TextRole::Body, Ink::Text2, body);
    auto *row = new QHBoxLayout;
    row->setSpacing(look.units(1.5));
    row->addWidget(m_from);
    row->addWidget(new ArrowMark(body));
    row->addWidget(to);
    row->addWidget(offering);
    row->addWidget(m_facts);
    row->addStretch(1);
    m_changed = new TextLabel(TextRole::Small, Ink::Erred, body);
    m_changed->setWordWrap(true);
    m_changed->hide();
    auto *column = qobject_cast<QVBoxLayout *>(body->layout());
    column->addLayout(row);
    column->addWidget(m_changed);
    column->addSpacing(look.units(1));
}

QString SetErredDialog::factsLine() const
{
    QString line = m_request.uuid.shortText();
    if (m_request.state == domain::State::Sent)
        line += tr(" · waiting %1").arg(domain::shortDuration(m_now - m_request.created));
    else if (m_request.state == domain::State::Processing)
        line += tr(" · working %1").arg(domain::shortDuration(m_now - m_request.started.value_or(m_request.created)));
    else if (m_request.finished)
        line += tr(" · ended %1 ago").arg(domain::shortDuration(m_now - *m_request.finished));
    return line;
}

void SetErredDialog::buildReasons(QWidget *body)
{
    const Look &look = Look::of(this);
    auto *column = qobject_cast<QVBoxLayout *>(body->layout());
    column->addWidget(new TextLabel(tr("Reason"), TextRole::Strong, Ink::Text, body));
    auto *group = new QButtonGroup(this);
    QHBoxLayout *row = nullptr;
    for (const domain::ErrorTemplate::Kind kind : domain::ErrorTemplate::Kinds) {
        const auto i = static_cast<int>(kind);
        const QString name = domain::errorTemplateName(kind);
        if (i % FirstRowOfReasons == 0) {
            if (row)
                row->addStretch(1);
            row = new QHBoxLayout;
            row->setSpacing(look.u);
            column->addLayout(row);
        }
        auto *button = new QPushButton(QStringLiteral("%1  %2").arg(i + 1).arg(name), body);
        button->setObjectName(QStringLiteral("setErred.reason%1").arg(i + 1));
        button->setAccessibleName(name);
        button->setCheckable(true);
        button->setAutoDefault(false);
        group->addButton(button);
        connect(button, &QPushButton::clicked, this, [this, i] { choose(i); });
        row->addWidget(button);
        m_reasons.append(button);
    }
    if (row)
        row->addStretch(1);
}

void SetErredDialog::buildTexts(QWidget *body)
{
    const Look &look = Look::of(this);
    auto *column = qobject_cast<QVBoxLayout *>(body->layout());
    m_message = plainEdit(tr("Error message"), 4, look.body, body);
    m_message->setObjectName(QStringLiteral("setErred.message"));
    m_message->setPlaceholderText(tr("Why? Everyone who sees the request reads this."));
    column->addWidget(m_message);
    auto *caption = new TextLabel(tr("Traceback, optional"), TextRole::Small, Ink::Text2, body);
    column->addWidget(caption);
    m_traceback = plainEdit(tr("Traceback"), 2, look.mono, body);
    m_traceback->setObjectName(QStringLiteral("setErred.traceback"));
    m_traceback->setLineWrapMode(QPlainTextEdit::NoWrap);
    caption->setBuddy(m_traceback);
    column->addWidget(m_traceback);
    connect(m_message, &QPlainTextEdit::textChanged, this, &SetErredDialog::messageChanged);
}

void SetErredDialog::buildConsequences(QWidget *body)
{
    const Look &look = Look::of(this);
    auto *column = qobject_cast<QVBoxLayout *>(body->layout());
    if (m_overwrites && !m_request.error.isEmpty()) {
        column->addWidget(new TextLabel(tr("This text will be lost on the server; the journal keeps it"),
                                        TextRole::Strong, Ink::Erred, body));
        auto *lost = plainEdit(tr("Text that will be lost"), 4, look.mono, body);
        lost->setObjectName(QStringLiteral("setErred.lost"));
        lost->setReadOnly(true);
        const QByteArray text =
            m_request.error.message + (m_request.error.traceback.isEmpty() ? "" : "\n\n") + m_request.error.traceback;
        const QString shown =
            shortened(escapeLinesForDisplay(QString::fromUtf8(text.left(RawTraceback::ShownBytes / 4))),
                      RawTraceback::ShownBytes / 8);
        lost->setPlainText(withShortLines(shown, RawTraceback::LineLength));
        column->addWidget(lost);
    }
    column->addSpacing(look.units(1));
    column->addWidget(new TextLabel(tr("What this does"), TextRole::Strong, Ink::Text, body));
    for (const QString &sentence : consequences()) {
        auto *line = new TextLabel(sentence, TextRole::Body, Ink::Text2, body);
        line->setWordWrap(true);
        auto *row = new QHBoxLayout;
        row->setSpacing(look.units(1.5));
        row->addWidget(new TextLabel(QStringLiteral("\u25AA"), TextRole::Small, Ink::Text2, body), 0, Qt::AlignTop);
        row->addWidget(line, 1);
        column->addLayout(row);
    }
    column->addStretch(1);
}

QStringList SetErredDialog::consequences() const
{
    QStringList lines{tr("Cannot be undone on the server. Waldesk waits 5 s before it sends."),
                      tr("Everyone who sees the request reads this text. Waldur does not keep who wrote it.")};
    if (m_request.state == domain::State::Processing)
        lines.append(tr("An agent still at work can no longer set Done; its own error may then replace this text."));
    if (!m_overwrites)
        lines.append(tr("No error is stored yet, so nothing is overwritten."));
    else if (m_request.error.isEmpty())
        lines.append(tr("The request is %1 now and carries no error text.").arg(domain::stateName(m_request.state)));
    return lines;
}

QWidget *SetErredDialog::buildFoot()
{
    const Look &look = Look::of(this);
    auto *foot = new QWidget(this);
    m_hint = new TextLabel(TextRole::Small, Ink::Text2, foot);
    m_hint->setWordWrap(true);
    auto *cancel = new QPushButton(tr("Cancel"), foot);
    cancel->setObjectName(QStringLiteral("setErred.cancel"));
    cancel->setAutoDefault(false);
    m_send = new QPushButton(icon(QStringLiteral("act-erred")),
                             m_overwrites ? tr("Overwrite the error") : tr("Set erred"), foot);
    m_send->setObjectName(QStringLiteral("setErred.send"));
    m_send->setToolTip(tr("Ctrl+Enter"));
    m_send->setAutoDefault(false);
    setTone(m_send, ButtonTone::Danger);
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(look.units(4), look.units(2), look.units(4), look.units(2));
    row->setSpacing(look.units(1.5));
    row->addWidget(m_hint, 1);
    row->addWidget(cancel);
    row->addWidget(m_send);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_send, &QPushButton::clicked, this, &SetErredDialog::send);
    return foot;
}

void SetErredDialog::addKeys()
{
    for (int i = 0; i < m_reasons.size(); ++i) {
        const Qt::Key digit = static_cast<Qt::Key>(Qt::Key_1 + i);
        // A text with the focus takes the plain digit for itself.
        for (const QKeySequence &keys : {QKeySequence(digit), QKeySequence(Qt::ALT | digit)}) {
            auto *shortcut = new QShortcut(keys, this);
            connect(shortcut, &QShortcut::activated, this, [this, i] { choose(i); });
        }
    }
    for (const Qt::Key enter : {Qt::Key_Return, Qt::Key_Enter}) {
        auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | enter), this);
        connect(shortcut, &QShortcut::activated, this, &SetErredDialog::send);
    }
}

domain::ErrorTemplate SetErredDialog::reasonAt(int index) const
{
    domain::TemplateBasis facts;
    facts.request = m_request;
    facts.now = m_now + domain::Duration{m_open.elapsed() * 1000};
    facts.person = m_place.person;
    facts.other = m_place.other;
    return domain::errorTemplate(domain::ErrorTemplate::Kinds.at(static_cast<size_t>(index)), facts);
}

/// What does not fit the row as it is now says so.
void SetErredDialog::offerReasons()
{
    for (int i = 0; i < m_reasons.size(); ++i) {
        const domain::ErrorTemplate reason = reasonAt(i);
        m_reasons[i]->setEnabled(reason.isOffered());
        m_reasons[i]->setToolTip(reason.isOffered() ? tr("%1, or Alt+%1 while a text has the focus").arg(i + 1)
                                                    : reason.whyNot);
    }
}

void SetErredDialog::choose(int index)
{
    const domain::ErrorTemplate reason = reasonAt(index);
    if (!reason.isOffered())
        return;
    m_reasons[index]->setChecked(true);
    putText(reason.text);
    m_message->moveCursor(reason.kind == domain::ErrorTemplate::Kind::Other ? QTextCursor::Start : QTextCursor::End);
    m_message->setFocus();
}

void SetErredDialog::putText(const QString &text)
{
    const QString typed = m_message->toPlainText();
    const QString changed = domain::withErrorTemplate(typed, m_templateText, text);
    m_templateText = text;
    if (changed == typed)
        return;
    // Through a cursor, so that Ctrl+Z brings back what was there before.
    QTextCursor cursor(m_message->document());
    cursor.select(QTextCursor::Document);
    cursor.insertText(changed);
}

void SetErredDialog::messageChanged()
{
    const bool blank = m_message->toPlainText().trimmed().isEmpty();
    m_send->setEnabled(!blank);
    m_hint->setText(blank ? tr("A message is needed: it is all that others will know.")
                          : tr("Re-read just before sending. Ctrl+Enter sends."));
}

domain::ErrorText SetErredDialog::errorText() const
{
    return {m_message->toPlainText().toUtf8(), m_traceback->toPlainText().toUtf8()};
}

std::optional<domain::ErrorText> SetErredDialog::draft() const
{
    const QString message = m_message->toPlainText();
    const bool own = !message.trimmed().isEmpty() && message != m_templateText;
    return own || !m_traceback->document()->isEmpty() ? std::optional(errorText()) : std::nullopt;
}

void SetErredDialog::setDraft(const domain::ErrorText &draft)
{
    m_message->setPlainText(QString::fromUtf8(draft.message));
    m_traceback->setPlainText(QString::fromUtf8(draft.traceback));
    m_message->moveCursor(QTextCursor::End);
}

void SetErredDialog::setRequest(const domain::Request &request)
{
    if (request.state == m_request.state && request.error == m_request.error)
        return;
    m_request = request;
    m_from->setState(request.state, request.stateText);
    m_facts->setText(factsLine());
    offerReasons();
    // A template's text that is no longer true does not stay by itself.
    if (!m_templateText.isEmpty() && m_message->toPlainText().contains(m_templateText)) {
        for (int i = 0; i < m_reasons.size(); ++i) {
            if (m_reasons[i]->isChecked())
                putText(reasonAt(i).text);
        }
    }
    if (!m_overwrites && !domain::isOpen(request.state)) {
        m_changed->setText(tr("It has just become %1. Setting it erred would overwrite that, so it will be refused.")
                               .arg(domain::stateName(request.state)));
        m_changed->show();
    }
}

void SetErredDialog::send()
{
    if (!m_send->isEnabled())
        return;
    emit confirmed(errorText());
    accept();
}

void SetErredDialog::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.base);
    const QRect foot = layout()->itemAt(layout()->count() - 1)->geometry();
    painter.fillRect(foot, look.raised);
    painter.fillRect(QRect(foot.left(), foot.top(), foot.width(), 1), look.line);
}

} // namespace waldesk::ui
