// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/causeabout.h"

#include "ui/base/displaytext.h"
#include "ui/base/look.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/textlabel.h"

#include <QBoxLayout>
#include <QEvent>
#include <QGridLayout>
#include <QPlainTextEdit>
#include <QScrollBar>

#include <algorithm>
#include <utility>

namespace waldesk::ui
{

namespace
{

constexpr int TypingMs = 600;
constexpr size_t MostValues = 8;
constexpr qsizetype LongestValue = 400;
constexpr int NoteLines = 4;

QString kindName(domain::ValueKind kind)
{
    using Kind = domain::ValueKind;
    switch (kind) {
    case Kind::Url:
        return CauseAbout::tr("URL");
    case Kind::Email:
        return CauseAbout::tr("e-mail");
    case Kind::Uuid:
    case Kind::Hex:
        return CauseAbout::tr("id");
    case Kind::Time:
        return CauseAbout::tr("time");
    case Kind::Address:
    case Kind::Host:
        return CauseAbout::tr("host");
    case Kind::Path:
        return CauseAbout::tr("path");
    case Kind::Value:
        return CauseAbout::tr("value");
    case Kind::Quoted:
        return CauseAbout::tr("quoted text");
    case Kind::Number:
        return CauseAbout::tr("number");
    case Kind::Name:
        return CauseAbout::tr("name");
    case Kind::Word:
        break;
    }
    return CauseAbout::tr("words");
}

TextLabel *serverLabel(const QString &text, TextRole role, Ink ink, QWidget *parent)
{
    auto *label = new TextLabel(role, ink, parent);
    label->setServerText(shortened(text, LongestValue));
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

CauseAbout::Content CauseAbout::contentOf(const CauseWorkspace &causes, const QByteArray &key)
{
    const workflows::Triage &triage = causes.triage;
    Content content;
    content.key = key;
    content.note = triage.note(key);
    const workflows::CauseExplanation why = triage.explanation(key);
    content.components = why.parts();
    content.variables = why.variables();
    content.similar = triage.similar(key);
    for (const QByteArray &merged : triage.mergedInto(key)) {
        const archive::CauseRecord *record = causes.archive.find(merged);
        content.merged.emplace_back(merged, record ? record->title : QString());
    }
    return content;
}

CauseAbout::CauseAbout(QWidget *parent) : QScrollArea(parent)
{
    setObjectName(QStringLiteral("cause.about"));
    setAccessibleName(tr("About this cause"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *content = new QWidget(this);
    m_column = new QVBoxLayout(content);
    m_column->addWidget(new TextLabel(tr("Note"), TextRole::Strong, Ink::Text, content));
    m_note = new QPlainTextEdit(content);
    m_note->setObjectName(QStringLiteral("cause.note"));
    m_note->setAccessibleName(tr("Note"));
    m_note->setPlaceholderText(tr("What helped? Plain text, kept on this machine; it comes back with the next match."));
    m_note->setTabChangesFocus(true);
    m_note->installEventFilter(this);
    m_column->addWidget(m_note);
    m_column->addStretch(1);
    setWidget(content);
    m_typing.setObjectName(QStringLiteral("cause.typing"));
    m_typing.setSingleShot(true);
    m_typing.setInterval(TypingMs);
    connect(&m_typing, &QTimer::timeout, this, &CauseAbout::keepNote);
    connect(m_note, &QPlainTextEdit::textChanged, this, [this] { m_typing.start(); });
    setLook();
}

void CauseAbout::setContent(const Content &content)
{
    const bool other = content.key != m_content.key;
    if (other)
        keepNote();
    m_content = content;
    if (other || !m_note->document()->isModified())
        showNote();
    const int scrolled = verticalScrollBar()->value();
    if (m_sections) {
        m_sections->hide();
        m_sections->deleteLater(); // the click on one of its links may have led here
    }
    m_sections = new QWidget(widget());
    auto *column = new QVBoxLayout(m_sections);
    column->setContentsMargins({});
    m_column->insertWidget(m_column->count() - 1, m_sections);
    addComponents();
    addVariables();
    addSimilar();
    addMerged();
    setLook();
    m_sections->show();
    verticalScrollBar()->setValue(other ? 0 : scrolled);
}

void CauseAbout::keepNote()
{
    m_typing.stop();
    if (m_content.key.isEmpty() || !m_note->document()->isModified())
        return;
    m_note->document()->setModified(false);
    const QString now = m_note->toPlainText();
    const QString before = std::exchange(m_shownNote, now);
    if (now != before)
        emit noteChanged(m_content.key, now, before);
}

/// The cursor stays: the note may be another window's.
void CauseAbout::showNote()
{
    m_shownNote = m_content.note;
    if (m_note->toPlainText() == m_shownNote)
        return;
    const QSignalBlocker quiet(m_note);
    const int position = m_note->textCursor().position();
    m_note->setPlainText(m_shownNote);
    QTextCursor cursor = m_note->textCursor();
    cursor.setPosition(std::min(position, m_note->document()->characterCount() - 1));
    m_note->setTextCursor(cursor);
}

void CauseAbout::focusNote()
{
    m_note->setFocus(Qt::OtherFocusReason);
    m_note->moveCursor(QTextCursor::End);
}

void CauseAbout::addSection(const QString &title, const QString &explanation)
{
    auto *column = qobject_cast<QVBoxLayout *>(m_sections->layout());
    column->addSpacing(Look::of(this).units(2));
    column->addWidget(new TextLabel(title, TextRole::Strong, Ink::Text, m_sections));
    auto *words = new TextLabel(explanation, TextRole::Small, Ink::Text2, m_sections);
    words->setWordWrap(true);
    column->addWidget(words);
}

void CauseAbout::addComponents()
{
    if (m_content.components.empty())
        return;
    addSection(tr("Why one group?"), tr("Errors are together when all parts of the key agree. Numbers, names and paths "
                                        "that vary are no part of it."));
    auto *grid = new QGridLayout;
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const auto &part : m_content.components) {
        auto *label = new TextLabel(part.label, TextRole::Small, Ink::Text2, m_sections);
        label->setAlignment(Qt::AlignTop);
        auto *value = serverLabel(part.value, TextRole::Mono, part.inKey ? Ink::Text : Ink::Dim, m_sections);
        const QString verdict = part.inKey          ? tr("same in all")
                                : part.distinct > 1 ? tr("%n value(s): would split it", nullptr, part.distinct)
                                                    : tr("not in the key");
        auto *says = new TextLabel(verdict, TextRole::Small, part.distinct > 1 && !part.inKey ? Ink::Stuck : Ink::Dim,
                                   m_sections);
        says->setAlignment(Qt::AlignTop | Qt::AlignRight);
        grid->addWidget(label, row, 0);
        grid->addWidget(value, row, 1);
        grid->addWidget(says, row, 2);
        ++row;
    }
    qobject_cast<QVBoxLayout *>(m_sections->layout())->addLayout(grid);
}

void CauseAbout::addVariables()
{
    if (m_content.variables.empty())
        return;
    addSection(tr("What varies"), tr("Values of the parts that are dim in the title, in the newest errors."));
    for (const auto &column : m_content.variables) {
        auto *grid = new QGridLayout;
        grid->setColumnStretch(0, 1);
        auto *head = new TextLabel(tr("%1, %n value(s)", nullptr, column.distinct).arg(kindName(column.kind)),
                                   TextRole::SmallStrong, Ink::Text2, m_sections);
        grid->addWidget(head, 0, 0);
        int row = 1;
        for (const auto &value : column.values) {
            if (size_t(row) > MostValues)
                break;
            grid->addWidget(serverLabel(value.text, TextRole::Mono, Ink::Text, m_sections), row, 0);
            auto *count = new TextLabel(groupedNumber(value.count), TextRole::Small, Ink::Text2, m_sections);
            count->setAlignment(Qt::AlignTop | Qt::AlignRight);
            grid->addWidget(count, row, 1);
            ++row;
        }
        if (const int rest = column.distinct - row + 1; rest > 0)
            grid->addWidget(new TextLabel(tr("and %n more", nullptr, rest), TextRole::Small, Ink::Dim, m_sections), row,
                            0);
        qobject_cast<QVBoxLayout *>(m_sections->layout())->addLayout(grid);
    }
}

void CauseAbout::addSimilar()
{
    if (m_content.similar.empty())
        return;
    addSection(tr("Similar causes"), tr("Of nearly the same words. Put together they count as one; z takes it back."));
    for (const auto &similar : m_content.similar) {
        auto *row = new QHBoxLayout;
        auto *title = new ElidedLabel(TextRole::Body, Ink::Text, m_sections);
        title->setServerText(similar.title);
        row->addWidget(title, 1);
        row->addWidget(new TextLabel(groupedNumber(similar.count), TextRole::Small, Ink::Text2, m_sections));
        auto *merge = new LinkButton(tr("Put together"), m_sections);
        merge->setObjectName(QStringLiteral("cause.merge"));
        merge->setAccessibleName(tr("Put together with %1").arg(shortened(escapeForDisplay(similar.title), 80)));
        connect(merge, &LinkButton::clicked, this,
                [this, other = similar.key] { emit mergeWanted(other, m_content.key); });
        row->addWidget(merge);
        qobject_cast<QVBoxLayout *>(m_sections->layout())->addLayout(row);
    }
}

void CauseAbout::addMerged()
{
    if (m_content.merged.empty())
        return;
    addSection(tr("Put together by you"), tr("These count as this cause on this machine."));
    for (const auto &merged : m_content.merged) {
        auto *row = new QHBoxLayout;
        auto *title = new ElidedLabel(TextRole::Body, Ink::Text, m_sections);
        title->setServerText(merged.second.isEmpty() ? QString::fromLatin1(merged.first) : merged.second);
        row->addWidget(title, 1);
        auto *apart = new LinkButton(tr("Take apart"), m_sections);
        apart->setObjectName(QStringLiteral("cause.unmerge"));
        connect(apart, &LinkButton::clicked, this, [this, key = merged.first] { emit unmergeWanted(key); });
        row->addWidget(apart);
        qobject_cast<QVBoxLayout *>(m_sections->layout())->addLayout(row);
    }
}

bool CauseAbout::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_note && event->type() == QEvent::FocusOut)
        keepNote();
    return QScrollArea::eventFilter(watched, event);
}

void CauseAbout::setLook()
{
    const Look &look = Look::of(this);
    m_column->setContentsMargins(look.units(2.5), look.units(2), look.units(2.5), look.units(2));
    m_column->setSpacing(look.units(1));
    m_note->setFixedHeight(NoteLines * look.h + look.units(3));
    if (m_sections)
        m_sections->layout()->setSpacing(look.units(1));
}

void CauseAbout::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (lookChanged(event))
        setLook();
}

} // namespace waldesk::ui
