// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/foundlist.h"

#include "models/session/foundresourcecache.h"
#include "ui/base/icons.h"
#include "ui/delegates/fittedtable.h"
#include "ui/delegates/requestrowdelegate.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QCoreApplication>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QPushButton>

#include <algorithm>

namespace waldesk::ui
{

using tables::FoundListModel;

namespace
{

struct Words {
    Q_DECLARE_TR_FUNCTIONS(waldesk::ui::FoundList)
};

} // namespace

/// Letters are commands here, not a search for rows that begin with them. Marks are the selection: x marks the current
/// row or takes the mark back, and from then on the arrows move without touching the marks, until Esc drops them.
class FoundTable : public FittedTable
{
public:
    explicit FoundTable(QWidget *parent) : FittedTable(parent)
    {
        auto *marks = new QAction(FoundList::tr("Mark the resource"), this);
        marks->setShortcut(Qt::Key_X);
        marks->setShortcutContext(Qt::WidgetShortcut);
        addAction(marks);
        connect(marks, &QAction::triggered, this, &FoundTable::mark);
    }
    void keyboardSearch(const QString &) override {}
    void endMarks() { m_marks = false; }

protected:
    bool event(QEvent *event) override
    {
        // Before the page leaves the detail.
        if (event->type() == QEvent::ShortcutOverride && isEnd(static_cast<QKeyEvent *>(event))) {
            event->accept();
            return true;
        }
        return FittedTable::event(event);
    }
    /// The keyboard is on a resource, not on a heading. None is chosen by that: the buttons still mean all.
    void focusInEvent(QFocusEvent *event) override
    {
        for (int row = 0; !(currentIndex().flags() & Qt::ItemIsSelectable) && row < model()->rowCount(); ++row) {
            const QModelIndex index = model()->index(row, 0);
            if (index.flags() & Qt::ItemIsSelectable)
                selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
        }
        FittedTable::focusInEvent(event);
    }
    void keyPressEvent(QKeyEvent *event) override
    {
        if (isEnd(event)) {
            m_marks = false;
            clearSelection();
        } else {
            FittedTable::keyPressEvent(event);
        }
    }
    [[nodiscard]] QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex &index,
                                                                       const QEvent *event) const override
    {
        const bool isMove = event && event->type() == QEvent::KeyPress &&
                            static_cast<const QKeyEvent *>(event)->modifiers() == Qt::NoModifier;
        return m_marks && isMove ? QItemSelectionModel::SelectionFlags(QItemSelectionModel::NoUpdate)
                                 : FittedTable::selectionCommand(index, event);
    }
    void mousePressEvent(QMouseEvent *event) override
    {
        if (event->modifiers() == Qt::NoModifier)
            m_marks = false; // one row is chosen
        FittedTable::mousePressEvent(event);
    }

private:
    [[nodiscard]] bool isEnd(const QKeyEvent *key) const { return key->key() == Qt::Key_Escape && m_marks; }
    void mark()
    {
        const QModelIndex row = currentIndex();
        if (!row.isValid() || !(row.flags() & Qt::ItemIsSelectable))
            return;
        // The first mark is on the row that is chosen already.
        const auto how = m_marks ? QItemSelectionModel::Toggle : QItemSelectionModel::ClearAndSelect;
        m_marks = true;
        selectionModel()->select(row, how | QItemSelectionModel::Rows);
    }

    bool m_marks = false;
};

QUrl offeringInPortal(const session::Session &session, const domain::Uuid &offering)
{
    const QUrl home = session.homeport();
    if (home.isEmpty())
        return {};
    QString root = home.toString(QUrl::FullyEncoded);
    while (root.endsWith(u'/'))
        root.chop(1);
    const bool overall = session.hasPerson() && (session.person().isStaff || session.person().isSupport);
    const api::Offering *known = session.offering(offering);
    if (overall || !known || known->customer.isNil())
        return QUrl(root + QStringLiteral("/administration/offerings/%1/?tab=resources").arg(offering.toString()));
    return QUrl(root + QStringLiteral("/providers/%1/marketplace-provider-offering-details/%2/?tab=resources")
                           .arg(known->customer.toString(), offering.toString()));
}

std::optional<FoundShown> foundShownOf(const Workspace &workspace, const domain::Request &request)
{
    if (!workspace.found || request.state != domain::State::Done)
        return std::nullopt;
    workspace.found->want(request);
    FoundShown shown;
    shown.request = request.uuid;
    shown.now = workspace.connection.clock.now();
    shown.portal = offeringInPortal(workspace.connection.session, request.offering);
    const domain::Capabilities may = workspace.connection.session.capabilities(request, false);
    shown.import = domain::resourcePermission(domain::Action::ImportResource, may);
    shown.dismiss = domain::resourcePermission(domain::Action::DismissResource, may);
    const session::FoundResourceCache::Answer *answer = workspace.found->find(request.uuid);
    if (!answer || (!answer->isKnown && !answer->error)) {
        shown.counts = Words::tr("Reading what it found\u2026");
        return shown;
    }
    if (answer->isKnown && !answer->resources.shown)
        return std::nullopt;
    if (answer->error) {
        shown.failed = true;
        shown.paragraphs << Words::tr("What it found could not be read: %1").arg(answer->error->sentence);
    }
    if (!answer->isKnown)
        return shown;
    const workflows::FoundResources &all = answer->resources;
    const auto found = static_cast<qint64>(all.found.size());
    //: "3 found by this request, 12 of the offering waiting for import"
    shown.counts = Words::tr("%1 found by this request, %2 of the offering waiting for import")
                       .arg(groupedNumber(found), groupedNumber(all.waitingTotal));
    if (!all.isWhole)
        shown.counts += QStringLiteral(" \u00B7 ") +
                        Words::tr("%1 of them read").arg(groupedNumber(static_cast<qint64>(all.waiting.size())));
    if (found == 0) {
        shown.paragraphs << Words::tr("The agent does not tell why it found nothing. It may be that:");
        for (const QString &why : domain::whyNothingWasFound(all.waitingTotal))
            shown.paragraphs << QStringLiteral("\u2022 ") + why;
    }
    shown.found = all.found;
    shown.waiting = all.waiting;
    return shown;
}

FoundList::FoundList(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("detail.found"));
    setAccessibleName(tr("Found resources"));
    m_counts = new TextLabel(TextRole::Strong, Ink::Text, this);
    m_counts->setObjectName(QStringLiteral("detail.found.counts"));
    m_counts->setWordWrap(true);
    m_why = new TextLabel(TextRole::Body, Ink::Text2, this);
    m_why->setObjectName(QStringLiteral("detail.found.why"));
    m_why->setWordWrap(true);
    buildTable();
    m_whyOff = new TextLabel(TextRole::Small, Ink::Dim, this);
    m_whyOff->setObjectName(QStringLiteral("detail.found.whyOff"));
    m_whyOff->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_counts);
    column->addWidget(m_why);
    column->addLayout(buildWrites());
    column->addWidget(m_whyOff);
    column->addLayout(buildButtons());
    column->addWidget(m_table, 1);
    column->addStretch(0);
    setLook();
}

void FoundList::buildTable()
{
    m_table = new FoundTable(this);
    m_table->setObjectName(QStringLiteral("detail.found.table"));
    m_table->setAccessibleName(tr("Found resources"));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new RequestRowDelegate(-1, -1, m_table, -1));
    m_table->setTextElideMode(Qt::ElideMiddle); // names of one site begin alike and end with a number
    using Fit = FittedTable::Column;
    m_table->setFit({Fit{FoundListModel::ProjectColumn, 10, true, false, {}},
                     Fit{FoundListModel::LimitsColumn, 12, true, false, {}},
                     Fit{FoundListModel::NameColumn, 14, false, false, {}},
                     Fit{FoundListModel::AgeColumn, 0, false, false, tr("59 min")}}); // it counts on
    m_table->horizontalHeader()->setSortIndicatorShown(false);
    m_table->horizontalHeader()->setSectionsClickable(false);
    m_table->horizontalHeader()->setSectionsMovable(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    auto *copyKey = new QAction(m_table);
    copyKey->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_C));
    copyKey->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(copyKey);
    connect(copyKey, &QAction::triggered, this, &FoundList::copy);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &FoundList::spanHeadings);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &FoundList::updateActions);
}

void FoundList::spanHeadings()
{
    m_table->clearSpans();
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (m_model.isHeading(row))
            m_table->setSpan(row, 0, 1, FoundListModel::ColumnCount);
    }
    m_table->measure();
}

QLayout *FoundList::buildWrites()
{
    m_import = new QPushButton(icon(QStringLiteral("act-done")), {}, this);
    m_import->setObjectName(QStringLiteral("detail.found.import"));
    m_dismiss = new QPushButton(icon(QStringLiteral("act-erred")), {}, this);
    m_dismiss->setObjectName(QStringLiteral("detail.found.dismiss"));
    connect(m_import, &QPushButton::clicked, this,
            [this] { emit planWanted(domain::Action::ImportResource, chosenResources()); });
    connect(m_dismiss, &QPushButton::clicked, this,
            [this] { emit planWanted(domain::Action::DismissResource, chosenResources()); });
    auto *row = new QHBoxLayout;
    row->addWidget(m_import);
    row->addWidget(m_dismiss);
    row->addStretch(1);
    return row;
}

QLayout *FoundList::buildButtons()
{
    m_copy = new QPushButton(icon(QStringLiteral("act-copy")), tr("Copy"), this);
    m_copy->setObjectName(QStringLiteral("detail.found.copy"));
    m_copy->setToolTip(tr("Copy the chosen resources, or all, as lines for a table (Ctrl+C)"));
    m_open = new QPushButton(icon(QStringLiteral("act-hand-over")), tr("Open in the portal"), this);
    m_open->setObjectName(QStringLiteral("detail.found.open"));
    m_retry = new QPushButton(tr("Retry"), this);
    m_retry->setObjectName(QStringLiteral("detail.found.retry"));
    connect(m_copy, &QPushButton::clicked, this, &FoundList::copy);
    connect(m_open, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(m_portal); });
    connect(m_retry, &QPushButton::clicked, this, &FoundList::retryWanted);
    auto *row = new QHBoxLayout;
    row->addWidget(m_copy);
    row->addWidget(m_open);
    row->addWidget(m_retry);
    row->addStretch(1);
    return row;
}

void FoundList::setFound(const FoundShown &shown)
{
    m_counts->setText(shown.counts);
    m_counts->setVisible(!shown.counts.isEmpty());
    m_why->setText(shown.paragraphs.join(u'\n'));
    m_why->setInk(shown.failed ? Ink::Erred : Ink::Text2);
    m_why->setVisible(!shown.paragraphs.isEmpty());
    m_retry->setVisible(shown.failed);
    m_model.setNow(shown.now);
    setResources(shown);
    m_table->setVisible(m_model.rowCount() > 0);
    setFocusProxy(m_model.rowCount() > 0 ? m_table : nullptr);
    m_copy->setVisible(m_model.rowCount() > 0);
    m_mayImport = shown.import;
    m_mayDismiss = shown.dismiss;
    updateActions();
    m_portal = shown.portal;
    m_open->setEnabled(!m_portal.isEmpty());
    m_open->setToolTip(m_portal.isEmpty()
                           ? tr("The server does not tell the address of its web interface.")
                           : tr("The resources of this offering in the browser: %1").arg(m_portal.toString()));
}

void FoundList::setResources(const FoundShown &shown)
{
    const auto uuidAt = [this](int row) {
        const domain::BackendResource *resource = m_model.at(row);
        return resource ? resource->uuid : domain::Uuid();
    };
    const bool isSame = std::exchange(m_request, shown.request) == shown.request;
    std::vector<domain::Uuid> marked;
    if (isSame) {
        for (const QModelIndex &each : m_table->selectionModel()->selectedRows())
            marked.push_back(uuidAt(each.row()));
    }
    const domain::Uuid current = isSame ? uuidAt(m_table->currentIndex().row()) : domain::Uuid();
    m_model.setResources(shown.found, shown.waiting);
    if (!isSame)
        m_table->clearSelection();
    if (!m_table->currentIndex().isValid()) {
        for (int row = 0; row < m_model.rowCount(); ++row) {
            const domain::Uuid uuid = uuidAt(row);
            if (uuid.isNil())
                continue;
            if (uuid == current)
                m_table->selectionModel()->setCurrentIndex(m_model.index(row, 0), QItemSelectionModel::NoUpdate);
            if (std::ranges::count(marked, uuid) > 0)
                m_table->selectionModel()->select(m_model.index(row, 0),
                                                  QItemSelectionModel::Select | QItemSelectionModel::Rows);
        }
    }
    if (!m_table->selectionModel()->hasSelection())
        m_table->endMarks();
}

std::vector<int> FoundList::chosenRows() const
{
    std::vector<int> rows;
    for (const QModelIndex &each : m_table->selectionModel()->selectedRows())
        rows.push_back(each.row());
    if (rows.empty()) {
        for (int row = 0; row < m_model.rowCount(); ++row)
            rows.push_back(row);
    }
    std::erase_if(rows, [this](int row) { return !m_model.at(row); });
    std::sort(rows.begin(), rows.end());
    return rows;
}

std::vector<domain::BackendResource> FoundList::chosenResources() const
{
    std::vector<domain::BackendResource> resources;
    for (const int row : chosenRows())
        resources.push_back(*m_model.at(row));
    return resources;
}

void FoundList::updateActions()
{
    const int count = static_cast<int>(chosenRows().size());
    const auto show = [count](QPushButton *button, domain::Why why, const QString &words) {
        button->setText(words);
        button->setVisible(count > 0);
        button->setEnabled(why == domain::Why::Allowed);
        button->setToolTip(why == domain::Why::Allowed
                               ? tr("All that are listed, or those that are marked: x, Shift+Down")
                               : domain::resourceReasonText(why));
    };
    show(m_import, m_mayImport, tr("Import %n\u2026", "resources: the number stands in the button", count));
    show(m_dismiss, m_mayDismiss, tr("Dismiss %n\u2026", "resources: the number stands in the button", count));
    // One reason a line, as under every row of actions; the same one is said once.
    QStringList reasons{domain::resourceReasonText(m_mayImport), domain::resourceReasonText(m_mayDismiss)};
    reasons.removeAll(QString());
    reasons.removeDuplicates();
    m_whyOff->setText(reasons.join(u'\n'));
    m_whyOff->setVisible(count > 0 && !reasons.isEmpty());
}

void FoundList::copy()
{
    const std::vector<int> rows = chosenRows();
    if (rows.empty())
        return;
    QGuiApplication::clipboard()->setText(m_model.asText(rows));
    emit noted(tr("%n resource(s) on the clipboard.", nullptr, static_cast<int>(rows.size())));
}

void FoundList::setLook()
{
    const Look &look = Look::of(this);
    layout()->setContentsMargins(look.units(2.5), look.units(2), look.units(2.5), 0);
    layout()->setSpacing(look.units(1.5));
    m_table->measure();
}

void FoundList::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        setLook();
}

} // namespace waldesk::ui
