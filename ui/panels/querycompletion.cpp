// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/querycompletion.h"

#include "models/domain/queryparser.h"
#include "ui/base/displaytext.h"
#include "ui/base/look.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

using domain::QueryKey;

namespace
{

constexpr int MostWords = 12;

/// Where the term that holds the cursor begins: after the last blank that no quotes hold.
qsizetype termStart(QStringView text)
{
    qsizetype start = 0;
    bool quoted = false;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] == u'\\' && quoted)
            ++at;
        else if (text[at] == u'"')
            quoted = !quoted;
        else if (text[at].isSpace() && !quoted)
            start = at + 1;
    }
    return start;
}

/// As a value has to stand in the line. A bare word would be any part of an offering's name.
QString asTyped(QueryKey key, const QString &value)
{
    const bool plain = key != QueryKey::Offering && std::all_of(value.begin(), value.end(), [](QChar c) {
                           return c.isLetterOrNumber() || u"-_.:/<>+"_s.contains(c);
                       });
    if (plain && !value.isEmpty())
        return value;
    return u'"' + QString(value).replace(u"\\"_s, u"\\\\"_s).replace(u'"', u"\\\""_s) + u'"';
}

std::optional<QueryKey> keyNamed(QStringView name)
{
    for (int key = 0; key <= static_cast<int>(QueryKey::User); ++key) {
        if (domain::queryKeyName(static_cast<QueryKey>(key)).compare(name, Qt::CaseInsensitive) == 0)
            return static_cast<QueryKey>(key);
    }
    return std::nullopt;
}

} // namespace

QueryCompletions completionsAt(const QString &text, qsizetype cursor, const KnownValues &values,
                               domain::QueryScope scope)
{
    const QStringView before = QStringView(text).left(cursor);
    QueryCompletions found;
    found.from = termStart(before);
    if (found.from < before.size() && before[found.from] == u'-')
        ++found.from;
    const QStringView term = before.sliced(found.from);
    const qsizetype colon = term.indexOf(u':');
    if (colon < 0) {
        found.length = term.size();
        if (term.isEmpty())
            return found;
        for (const QString &key : domain::queryKeyNames(scope)) {
            if (key.startsWith(term, Qt::CaseInsensitive))
                found.words << key + u':';
        }
        return found;
    }
    const auto key = keyNamed(term.left(colon));
    if (!key || !domain::isKeyOf(*key, scope))
        return found;
    QStringView value = term.sliced(colon + 1);
    found.from += colon + 1;
    if (const qsizetype comma = value.lastIndexOf(u','); comma >= 0 && value.count(u'"') % 2 == 0) {
        value = value.sliced(comma + 1);
        found.from += comma + 1;
    }
    found.length = value.size();
    const QString typed = value.toString().remove(u'"');
    QStringList inside;
    for (const QString &each : values(*key)) {
        const QString words = asTyped(*key, each);
        if (each.compare(typed, Qt::CaseInsensitive) == 0)
            continue; // it stands there already
        if (each.startsWith(typed, Qt::CaseInsensitive))
            found.words << words;
        else if (each.contains(typed, Qt::CaseInsensitive))
            inside << words;
    }
    found.words << inside;
    found.words.removeDuplicates();
    return found;
}

QStringList knownValues(const Workspace &workspace, QueryKey key)
{
    switch (key) {
    case QueryKey::State:
        return {u"sent"_s, u"processing"_s, u"done"_s, u"erred"_s};
    case QueryKey::Offering: {
        QStringList names;
        for (const api::Offering &offering : workspace.connection.session.offerings())
            names << offering.name;
        return names;
    }
    case QueryKey::Created:
    case QueryKey::Modified:
    case QueryKey::Started:
    case QueryKey::Finished:
        return {u"1h"_s, u"24h"_s, u"7d"_s, u"14d"_s};
    case QueryKey::Age:
    case QueryKey::Took:
        return {u">15m"_s, u">1h"_s, u">1d"_s, u"<1m"_s};
    case QueryKey::Has:
        return {u"traceback"_s, u"message"_s, u"error"_s};
    case QueryKey::Is:
        return {u"stuck"_s, u"open"_s, u"new"_s, u"mine"_s};
    case QueryKey::Verb:
        return domain::queryVerbNames();
    case QueryKey::Outcome:
        return domain::queryOutcomeNames();
    case QueryKey::Cause:
        return {u"new"_s, u"ongoing"_s, u"back"_s, u"recovered"_s};
    case QueryKey::Who: {
        QStringList words;
        for (const auto who : {domain::WhoActs::SiteOperator, domain::WhoActs::OfferingManager,
                               domain::WhoActs::WaldurOperator, domain::WhoActs::Nobody})
            words << domain::whoWord(who);
        return words;
    }
    case QueryKey::Group: {
        QStringList keys;
        if (!workspace.causes)
            return keys;
        const tables::CauseListModel &causes = workspace.causes->triage.model();
        for (int row = 0; row < causes.rowCount(); ++row) {
            if (const tables::CauseGroup *group = causes.groupAt(row))
                keys << QString::fromLatin1(group->key);
        }
        return keys;
    }
    case QueryKey::Uuid:
    case QueryKey::Text:
    case QueryKey::Message:
    case QueryKey::Traceback:
    case QueryKey::User:
        break;
    }
    return {};
}

QueryCompletion::QueryCompletion(QLineEdit *field) : QObject(field), m_field(field)
{
    setObjectName(u"queryCompletion"_s);
    field->installEventFilter(this);
    connect(field, &QLineEdit::textEdited, this, &QueryCompletion::update);
    // The next key may be meant for the field as it is now.
    connect(field, &QLineEdit::returnPressed, this, &QueryCompletion::hide);
}

QueryCompletion::~QueryCompletion() = default;

void QueryCompletion::setValues(KnownValues values)
{
    m_values = std::move(values);
}

bool QueryCompletion::isShown() const
{
    return m_list && m_list->isVisible();
}

QStringList QueryCompletion::shownWords() const
{
    return isShown() ? m_found.words : QStringList();
}

void QueryCompletion::update(const QString &text)
{
    m_found = completionsAt(text, m_field->cursorPosition(),
                            m_values ? m_values : KnownValues([](QueryKey) { return QStringList(); }), m_scope);
    if (m_found.words.size() > MostWords)
        m_found.words.resize(MostWords);
    const bool done = m_found.words.size() == 1 && m_found.words.front() == text.mid(m_found.from, m_found.length);
    if (m_found.words.isEmpty() || done) {
        hide();
        return;
    }
    if (!m_list) {
        m_list = new QListWidget(m_field->window());
        m_list->setObjectName(u"queryCompletionList"_s);
        m_list->setAccessibleName(tr("Completions"));
        m_list->setFocusPolicy(Qt::NoFocus);
        m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        connect(m_list, &QListWidget::clicked, this, [this](const QModelIndex &index) { take(index.row()); });
    }
    m_list->clear();
    for (const QString &word : std::as_const(m_found.words))
        m_list->addItem(escapeForDisplay(shortened(word, 120)));
    m_list->setCurrentRow(0); // the best: Tab takes it
    m_chosen = false;
    const Look &look = Look::of(m_field);
    const int high =
        static_cast<int>(m_found.words.size()) * m_list->sizeHintForRow(0) + 2 * m_list->frameWidth() + look.u;
    const QPoint at = m_field->mapTo(m_field->window(), QPoint(0, m_field->height() + 2));
    m_list->setGeometry(at.x(), at.y(), qMin(look.chars(44), m_field->window()->width() - at.x()),
                        qMin(high, m_field->window()->height() - at.y()));
    m_list->raise();
    m_list->show();
}

void QueryCompletion::take(int row)
{
    if (row < 0 || row >= m_found.words.size())
        return;
    const QString word = m_found.words.at(row);
    const bool key = word.endsWith(u':');
    m_field->setSelection(static_cast<int>(m_found.from), static_cast<int>(m_found.length));
    // insert() tells the field's owner as typing does; setText() would not.
    m_field->insert(key ? word : word + u' ');
    hide();
    emit m_field->textEdited(m_field->text());
}

void QueryCompletion::hide()
{
    if (m_list)
        m_list->hide();
}

bool QueryCompletion::onKey(int key)
{
    const int rows = m_list->count();
    switch (key) {
    case Qt::Key_Down:
        m_chosen = true;
        m_list->setCurrentRow((m_list->currentRow() + 1) % rows);
        return true;
    case Qt::Key_Up:
        m_chosen = true;
        m_list->setCurrentRow(m_list->currentRow() <= 0 ? rows - 1 : m_list->currentRow() - 1);
        return true;
    case Qt::Key_Tab:
        take(qMax(0, m_list->currentRow()));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_chosen) {
            hide();
            return false;
        }
        take(m_list->currentRow());
        return true;
    case Qt::Key_Escape:
        hide();
        return true;
    default:
        return false;
    }
}

bool QueryCompletion::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_field || !isShown())
        return QObject::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut)
        hide();
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept(); // the line's own Esc comes after the list's
        return true;
    }
    if (event->type() == QEvent::KeyPress && onKey(static_cast<QKeyEvent *>(event)->key()))
        return true;
    return QObject::eventFilter(watched, event);
}

} // namespace waldesk::ui
