// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/journalpage.h"

#include "ui/pages/journaltable.h"
#include "ui/pages/pagequery.h"
#include "ui/pages/queryrow.h"
#include "ui/panels/journaldetail.h"
#include "ui/panels/notebar.h"
#include "ui/panels/requestexport.h"
#include "ui/widgets/actionbar.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>

#include <utility>

namespace waldesk::ui
{

using archive::Journal;
using archive::JournalWrite;
using Group = Commands::Group;

namespace
{

constexpr int ColumnsForBoth = 135; ///< in a narrower window neither would have room for its words

} // namespace

JournalPage::JournalPage(const Workspace &workspace, Commands &commands, QWidget *parent)
    : ListDetailPage(workspace, commands, {QStringLiteral("journal"), 0.57, 0.545, true, false, {}, ColumnsForBoth},
                     parent),
      m_journal(workspace.connection.journal),
      m_reader(std::make_shared<archive::JournalReader>(workspace.connection.journal.file())),
      m_query(new PageQuery(this, domain::QueryScope::Journal)), m_table(new JournalTable(m_model, this)),
      m_detail(new JournalDetail(this))
{
    m_head = new ElidedLabel(TextRole::Body, Ink::Text2, this);
    m_head->setObjectName(QStringLiteral("journal.head"));
    const Look &look = Look::of(this);
    m_head->setContentsMargins(look.units(2.5), look.units(1.5), look.units(2.5), look.units(0.5));
    aboveQuery()->addWidget(m_head);
    m_model.setZone(clock().zone);
    setParts(*m_query, m_table, m_detail);
    queryRow()->setExample(tr("text, verb:err, outcome:unknown, created:7d"));
    queryRow()->setOwnValues(
        [this](domain::QueryKey key) { return key == domain::QueryKey::User ? m_model.users() : QStringList(); });
    buildCommands();
    connect(m_table, &JournalTable::currentIdChanged, this, &JournalPage::updateDetail);
    connect(m_table, &JournalTable::opened, this, &JournalPage::enter);
    connect(&m_journal, &Journal::appended, this, &JournalPage::readOn);
    connect(&m_model, &session::JournalModel::countsChanged, this, [this] {
        updateHead();
        emit countsChanged();
    });
    updateHead();
}

JournalPage::~JournalPage() = default;

void JournalPage::buildCommands()
{
    m_open = addCommand("journal.request", Group::Go, tr("Open the request"), {Qt::Key_O}, "nav-requests",
                        [this] { openRequest(); });
    QAction *section = addCommand("journal.section", Group::Read, tr("Replaced, sent or all fields"), {Qt::Key_F}, "",
                                  [this] { m_detail->nextSection(); });
    commands().setKeyWords(QStringLiteral("journal.section"), tr("Next section"));
    QAction *chain =
        addCommand("journal.verify", Group::Read, tr("Check the chain"), {Qt::Key_V}, "act-done", [this] { verify(); });
    m_together = addCommand("journal.together", Group::Find, tr("What was begun together"), {Qt::Key_B}, "act-filter",
                            [this] { showTogether(); });
    m_copy =
        commands().add(QStringLiteral("journal.copy"), Group::Read, tr("Copy the text"),
                       {QKeySequence(Qt::CTRL | Qt::Key_C)}, QStringLiteral("act-copy"), m_table, Qt::WidgetShortcut);
    connect(m_copy, &QAction::triggered, this, &JournalPage::copyText);
    ActionBar *bar = m_detail->actionBar();
    bar->setActions({m_open, m_copy}, {chain});
    bar->setPrimary(m_open);
    bar->setMenuActions({section, m_together});
}

void JournalPage::start()
{
    readOn();
    updateState();
}

/// One reading at a time: the reader knows how far it got.
void JournalPage::readOn()
{
    if (std::exchange(m_reading, true)) {
        m_again = true;
        return;
    }
    m_journal.readOn(m_reader, this, [this](const Journal::Contents &contents) {
        m_reading = false;
        take(contents);
        if (std::exchange(m_again, false))
            readOn();
        checkSettled();
    });
}

void JournalPage::take(const Journal::Contents &contents)
{
    m_read = true;
    m_trouble = contents.trouble;
    m_damaged += contents.damaged;
    m_model.setNow(workspace().connection.clock.here());
    m_model.add(contents.entries);
    updateHead();
    updateState();
}

void JournalPage::updateHead()
{
    QString words = tr("What was done from this machine; what others did is not in it.");
    if (m_model.unsettledCount() > 0)
        words += QLatin1Char(' ') + tr("%n outcome(s) unknown.", nullptr, m_model.unsettledCount());
    if (m_damaged > 0)
        words += QLatin1Char(' ') + tr("%n line(s) can not be read.", nullptr, m_damaged);
    m_head->setText(words);
    m_head->setToolTip(m_journal.file());
}

bool JournalPage::isSettled() const
{
    return m_read && !m_reading;
}

PageState JournalPage::nextState() const
{
    if (m_model.rowCount() > 0)
        return PageState::Ready;
    if (!m_read)
        return PageState::Loading;
    return m_trouble.isEmpty() ? PageState::Empty : PageState::Failed;
}

QString JournalPage::loadingWords() const
{
    return tr("Reading the journal");
}

StateText JournalPage::stateText(PageState state)
{
    if (state == PageState::Failed)
        return {QStringLiteral("offline"),
                Shade::Erred,
                tr("The journal can not be read"),
                {m_trouble},
                {{tr("Retry"), [this] {
                      readOn();
                  }}}};
    if (m_model.total() > 0)
        return {QStringLiteral("act-filter"),
                Shade::Unknown,
                tr("No change passes the filter"),
                {tr("%n change(s) in the journal.", nullptr, static_cast<int>(m_model.total()))},
                {{tr("Clear the filter"), [this] {
                      setQueryLine({});
                  }}}};
    return {QStringLiteral("nav-journal"),
            Shade::Unknown,
            tr("Nothing was done from this machine yet"),
            {tr("Every change to a request, and every import, is written down here before it is sent, with the text "
                "that it "
                "replaces and how it went."),
             tr("What others do, and what other machines do, is not in it.")},
            {}};
}

void JournalPage::queryChanged()
{
    m_model.setFilter(archive::journalFilter(m_query->effective(), workspace().connection.clock.here(), clock().zone));
    updateState();
    updateDetail();
}

void JournalPage::zoneChanged()
{
    m_model.setZone(clock().zone);
    queryChanged(); // a typed time is one of the zone
}

void JournalPage::tick()
{
    m_model.setNow(workspace().connection.clock.here());
    m_detail->setClock(machineClock());
    if (m_read)
        readOn();
}

/// The journal's lines are stamped by this machine.
Clock JournalPage::machineClock() const
{
    return {workspace().connection.clock.here(), clock().zone};
}

void JournalPage::refresh()
{
    queryChanged(); // relative times move with the clock
    readOn();
}

void JournalPage::step(int rows)
{
    m_table->step(rows);
}

const JournalWrite *JournalPage::current() const
{
    return m_model.writeAt(m_table->currentIndex().row());
}

void JournalPage::updateDetail()
{
    const JournalWrite *write = current();
    m_detail->setWrite(write ? std::optional(*write) : std::nullopt, write ? m_model.outcomeText(*write) : QString(),
                       write ? m_model.togetherCount(*write) : 0, machineClock());
    updateActions();
}

void JournalPage::updateActions()
{
    ListDetailPage::updateActions();
    const JournalWrite *write = current();
    const bool here = write && QUrl(write->before.server) == session().server().root;
    Commands::setReason(
        m_open,
        !write                     ? tr("No change is chosen.")
        : write->request().isNil() ? tr("Open the request is off: no request came of it, as far as is known.")
        : !here
            ? tr("Open the request is off: it is a request of another server, %1.").arg(write->before.server.left(200))
            : QString());
    Commands::setReason(m_copy, write && m_detail->shownText().isEmpty() ? tr("There is no text to copy.")
                                : write                                  ? QString()
                                                                         : tr("No change is chosen."));
    // The button that one would look for says why it is off where it stands, not only in its tooltip.
    m_detail->actionBar()->setReason(write ? Commands::reason(m_open) : QString());
    Commands::setReason(m_together, !write                              ? tr("No change is chosen.")
                                    : m_model.togetherCount(*write) > 1 ? QString()
                                                                        : tr("It was begun alone."));
}

std::optional<tables::RowIndex> JournalPage::currentRow() const
{
    const JournalWrite *write = current();
    return write ? workspace().store.find(write->request()) : std::nullopt;
}

void JournalPage::openRequest()
{
    if (const JournalWrite *write = current())
        emit requestWanted(write->request());
}

void JournalPage::showTogether()
{
    const JournalWrite *write = current();
    if (write && !write->before.bulk.isEmpty())
        setQueryLine(write->before.bulk);
}

void JournalPage::copyText()
{
    const QString text = m_detail->shownText();
    if (text.isEmpty())
        return;
    QGuiApplication::clipboard()->setText(text);
    say(tr("The text is on the clipboard."));
}

void JournalPage::verify()
{
    say(tr("Checking the chain\u2026"));
    m_journal.verify(this, [this](const archive::JournalVerification &found) {
        if (!found.isWhole()) {
            note().say(NoteBar::Tone::Bad, found.sentence);
            return;
        }
        QStringList sentences{found.chained == 0 ? QString()
                                                 : tr("The chain of %n line(s) is whole; its last hash is %1.", nullptr,
                                                      static_cast<int>(found.chained))
                                                       .arg(QString::fromLatin1(found.lastHash))};
        sentences += found.remarks;
        note().say(NoteBar::Tone::Good, sentences.join(QLatin1Char(' ')).trimmed());
    });
}

void JournalPage::exportShown()
{
    openExportDialog(QStringLiteral("journal"), this, [this](const QString &file) {
        std::vector<JournalWrite> writes;
        writes.reserve(static_cast<size_t>(m_model.rowCount()));
        for (int row = 0; row < m_model.rowCount(); ++row)
            writes.push_back(*m_model.writeAt(row));
        const bool csv = exportFormatOf(file) == ExportFormat::Csv;
        const size_t count = writes.size();
        runExport(new ExportJob({csv ? archive::journalCsvHeader() : QByteArray(), count,
                                 [writes = std::move(writes), csv](size_t i) {
                                     return csv ? archive::journalCsvLine(writes[i])
                                                : archive::journalJsonLine(writes[i]) + '\n';
                                 },
                                 [](size_t written) {
                                     return tr("%n change(s) written to %1.", nullptr, static_cast<int>(written));
                                 }},
                                file, this));
    });
}

} // namespace waldesk::ui
