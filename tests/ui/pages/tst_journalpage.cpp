// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/startdemo.h"
#include "tests/ui/pages/causedesk.h"
#include "ui/base/waldeskstyle.h"
#include "ui/pages/journalpage.h"
#include "ui/pages/journaltable.h"
#include "ui/pages/requestspage.h"
#include "ui/panels/journaldetail.h"
#include "ui/panels/notebar.h"
#include "ui/panels/querycompletion.h"
#include "ui/widgets/queryline.h"
#include "ui/widgets/statebadge.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QTest>

using namespace waldesk;
using namespace Qt::StringLiterals;
using archive::JournalEntry;
using domain::State;
using domain::WriteOutcome;
using session::JournalModel;
using testsupport::CauseDesk;

/// The Journal page in the real window: what was done from this machine, read with keys.
class TestJournalPage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void anEmptyJournalSaysWhatItIs();
    void aWriteIsReadWithItsTexts();
    void theQueryLineFilters();
    void aLineThatIsNoneOfTheJournalSaysWhy();
    void valuesOfTheJournalAreCompleted_data();
    void valuesOfTheJournalAreCompleted();
    void whatWasBegunTogetherIsShown();
    void aNarrowWindowKeepsTheWordsThatMatter_data();
    void aNarrowWindowKeepsTheWordsThatMatter();
    void theTextIsCopied();
    void theRequestIsOpened();
    void aRequestOfAnotherServerIsNotOpened();
    void theUnknownStandOnTopUntilTheyAreSettled();
    void newLinesOfThisWindowAppearWithoutMovingTheRowThatIsRead();
    void linesOfAnotherProcessAppear();
    void theChainIsChecked();
    void whatIsShownIsExported_data();
    void whatIsShownIsExported();
    void timesFollowTheZone();
    void aWindowThatStaysOpenOverMidnightSaysTheDay();
    void hostileTextStaysText();

private:
    JournalEntry begun(const QString &id, int minutesAgo, const QString &verb = u"err"_s) const;
    static JournalEntry ended(JournalEntry entry, WriteOutcome outcome, State state = State::Erred);
    void keep(const std::vector<JournalEntry> &entries);
    void keepTwo();
    [[nodiscard]] bool go();
    [[nodiscard]] ui::JournalTable *table() const { return m_desk->named<ui::JournalTable>("journal.table"); }
    [[nodiscard]] ui::JournalPage *page() const { return m_desk->named<ui::JournalPage>("journal"); }
    [[nodiscard]] QString cell(int row, JournalModel::Column column) const
    {
        return table()->model()->index(row, column).data().toString();
    }
    [[nodiscard]] QString idAt(int row) const
    {
        return table()->model()->index(row, 0).data(JournalModel::IdRole).toString();
    }
    [[nodiscard]] QString note() const;

    std::unique_ptr<demo::DemoService> m_demo;
    std::unique_ptr<CauseDesk> m_desk;
    domain::Timestamp m_now; ///< what a test says that it is
};

void TestJournalPage::initTestCase()
{
    ui::WaldeskStyle::install(*qApp, ui::WaldeskStyle::Scheme::Light);
    m_demo = testsupport::startDemo();
    QVERIFY(m_demo);
}

void TestJournalPage::init()
{
    m_desk = std::make_unique<CauseDesk>(m_demo->url(), m_demo->tokens().staff);
}

void TestJournalPage::cleanup()
{
    m_desk.reset();
}

JournalEntry TestJournalPage::begun(const QString &id, int minutesAgo, const QString &verb) const
{
    JournalEntry entry;
    entry.time = domain::Timestamp::now() - domain::Duration::seconds(60 * minutesAgo);
    entry.id = id;
    entry.server = m_demo->url().toString();
    entry.user = u"mari@example.org"_s;
    entry.request = domain::Uuid::tryParse(QByteArrayView("a1b2c3d4000000000000000000000001")).value();
    entry.offeringName = u"MOAB Kaunas"_s;
    entry.verb = verb;
    entry.state = State::Processing;
    return entry;
}

JournalEntry TestJournalPage::ended(JournalEntry entry, WriteOutcome outcome, State state)
{
    entry.phase = JournalEntry::Phase::After;
    entry.outcome = outcome;
    entry.state = state;
    entry.error = {};
    entry.sent = {};
    entry.status = 200;
    entry.answer = u"200: it says so"_s;
    return entry;
}

void TestJournalPage::keep(const std::vector<JournalEntry> &entries)
{
    archive::Journal other(m_desk->journal.file()); // another process, as far as the window can tell
    for (const JournalEntry &each : entries)
        other.append(each);
}

void TestJournalPage::keepTwo()
{
    JournalEntry first = begun(u"first"_s, 30);
    first.reason = u"agent host is gone"_s;
    first.error = {
        "slurmdbd: connection refused",
        "Traceback (most recent call last):\n  File \"agent.py\", line 3, in run\n    go()\nOSError: gone\n"};
    first.sent = {"agent host is gone", {}};
    const JournalEntry second = begun(u"second"_s, 20, u"start"_s);
    keep({first, ended(first, WriteOutcome::Done), second, ended(second, WriteOutcome::Refused, State::Processing)});
}

bool TestJournalPage::go()
{
    if (!m_desk->open() || !QTest::qWaitFor([] { return QApplication::focusWidget() != nullptr; }, 20'000))
        return false;
    m_desk->press(Qt::Key_G);
    m_desk->press(Qt::Key_J);
    return QTest::qWaitFor([this] { return page() && page()->isVisible() && page()->isSettled(); }, 20'000);
}

QString TestJournalPage::note() const
{
    for (const QLabel *label : page()->findChildren<QLabel *>(u"note.text"_s)) {
        if (label->isVisible())
            return label->text();
    }
    return {};
}

void TestJournalPage::anEmptyJournalSaysWhatItIs()
{
    QVERIFY(go());
    QVERIFY(m_desk->shownText().contains(u"from this machine"_s));
    const auto *empty = m_desk->named<QWidget>("journal.empty");
    QVERIFY(empty->isVisible());
    QVERIFY(empty->findChildren<QLabel *>().front()->text().contains(u"Nothing was done"_s));
}

void TestJournalPage::aWriteIsReadWithItsTexts()
{
    keepTwo();
    QVERIFY(go());
    QCOMPARE(table()->model()->rowCount(), 2);
    QCOMPARE(cell(0, JournalModel::VerbColumn), u"Start"_s);
    QCOMPARE(cell(0, JournalModel::OutcomeColumn), u"refused"_s);
    QCOMPARE(cell(1, JournalModel::UserColumn), u"mari@example.org"_s);
    QTRY_VERIFY(table()->hasFocus());
    m_desk->press(Qt::Key_J);
    QTRY_COMPARE(table()->currentId(), u"first"_s);
    const QString shown = m_desk->shownText();
    QVERIFY2(shown.contains(u"MOAB Kaunas"_s) && shown.contains(u"200: it says so"_s), qPrintable(shown));
    QCOMPARE(m_desk->named<ui::StateBadge>("journal.outcome")->word(), u"done"_s);
    auto *detail = m_desk->named<ui::JournalDetail>("journal.detail");
    QVERIFY(detail->shownText().startsWith(u"slurmdbd: connection refused\nTraceback"_s));
    m_desk->press(Qt::Key_F); // what was sent
    QCOMPARE(detail->shownText(), u"agent host is gone"_s);
    m_desk->press(Qt::Key_F);
    QTRY_VERIFY(m_desk->named<QWidget>("journal.fields")->isVisible());
    QVERIFY(m_desk->shownText().contains(m_demo->url().toString()));
}

void TestJournalPage::theQueryLineFilters()
{
    keepTwo();
    QVERIFY(go());
    QTRY_VERIFY(table()->hasFocus());
    m_desk->press(Qt::Key_Slash);
    m_desk->type(u"verb:err outcome:done"_s);
    QTRY_COMPARE(table()->model()->rowCount(), 1);
    QCOMPARE(idAt(0), u"first"_s);
    page()->setQueryLine(u"user:nobody"_s);
    QTRY_COMPARE(table()->model()->rowCount(), 0);
    QVERIFY(m_desk->shownText().contains(u"No change passes the filter"_s));
    page()->setQueryLine(u"refused verb:err"_s); // a word anywhere in the texts
    QTRY_COMPARE(table()->model()->rowCount(), 1);
    QCOMPARE(page()->queryLine(), u"refused verb:err"_s);
    page()->setQueryLine({});
    QTRY_COMPARE(table()->model()->rowCount(), 2);
}

void TestJournalPage::aLineThatIsNoneOfTheJournalSaysWhy()
{
    keepTwo();
    QVERIFY(go());
    page()->setQueryLine(u"verb:err"_s);
    page()->setQueryLine(u"age:>2h"_s);
    QCOMPARE(page()->queryLine(), u"verb:err"_s); // the last good one stays
    const auto *line = m_desk->named<ui::QueryLine>("journal.query");
    QVERIFY2(line->textError().contains(u"key of requests"_s), qPrintable(line->textError()));
    QCOMPARE(table()->model()->rowCount(), 1);
}

void TestJournalPage::valuesOfTheJournalAreCompleted_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("offered");
    QTest::newRow("a verb") << u"verb:i"_s << u"import dismiss"_s;
    QTest::newRow("an outcome") << u"outcome:"_s << u"done refused overtaken unknown failed"_s;
    QTest::newRow("a person who acted") << u"user:ma"_s << u"\"mari@example.org\""_s;
    QTest::newRow("a person whom nobody knows") << u"user:zz"_s << QString();
}

void TestJournalPage::valuesOfTheJournalAreCompleted()
{
    QFETCH(QString, typed);
    QFETCH(QString, offered);
    keepTwo();
    QVERIFY(go());
    QTRY_VERIFY(table()->hasFocus());
    m_desk->press(Qt::Key_Slash);
    const auto *line = m_desk->named<ui::QueryLine>("journal.query");
    QVERIFY(line->textField()->placeholderText().contains(u"outcome:"_s)); // an example of its own keys
    m_desk->type(typed);
    const auto *completion = line->textField()->findChild<ui::QueryCompletion *>(u"queryCompletion"_s);
    QVERIFY(completion);
    QCOMPARE(completion->shownWords().join(u' '), offered);
}

void TestJournalPage::whatWasBegunTogetherIsShown()
{
    JournalEntry first = begun(u"first"_s, 30);
    JournalEntry second = begun(u"second"_s, 29);
    first.bulk = second.bulk = u"0fd1c09a5b4e4a0d9a6f1e2d3c4b5a69"_s;
    const JournalEntry alone = begun(u"alone"_s, 10);
    keep({first, second, alone, ended(first, WriteOutcome::Done), ended(second, WriteOutcome::Done),
          ended(alone, WriteOutcome::Done)});
    QVERIFY(go());
    QTRY_COMPARE(table()->model()->rowCount(), 3);
    QTRY_VERIFY(table()->hasFocus());
    const QAction *together = m_desk->window->commands().find(u"journal.together"_s);
    QTRY_COMPARE(table()->currentId(), u"alone"_s);
    QVERIFY(!together->isEnabled());
    QVERIFY(ui::Commands::reason(together).contains(u"alone"_s));
    QVERIFY(!m_desk->named<QWidget>("journal.together")->isVisible());
    m_desk->press(Qt::Key_J);
    QTRY_COMPARE(table()->currentId(), u"second"_s);
    QVERIFY(m_desk->named<QLabel>("journal.together")->isVisible());
    m_desk->press(Qt::Key_B);
    QTRY_COMPARE(table()->model()->rowCount(), 2);
    QCOMPARE(page()->queryLine(), first.bulk);
    QCOMPARE(table()->currentId(), u"second"_s); // what was read stays
    while (!m_desk->named<QWidget>("journal.fields")->isVisible())
        m_desk->press(Qt::Key_F);
    QVERIFY(m_desk->shownText().contains(first.bulk));
}

void TestJournalPage::aNarrowWindowKeepsTheWordsThatMatter_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("both"); // list and detail beside each other
    QTest::newRow("wide") << QSize(1440, 900) << true;
    QTest::newRow("narrow") << QSize(1024, 640) << true;
    QTest::newRow("the detail replaces the list") << QSize(800, 600) << false;
}

void TestJournalPage::aNarrowWindowKeepsTheWordsThatMatter()
{
    QFETCH(QSize, size);
    QFETCH(bool, both);
    keepTwo();
    QVERIFY(m_desk->open());
    m_desk->window->resize(size);
    QTRY_VERIFY(QApplication::focusWidget());
    m_desk->press(Qt::Key_G);
    m_desk->press(Qt::Key_J);
    QTRY_VERIFY(page()->isVisible() && page()->isSettled());
    QTRY_COMPARE(table()->model()->rowCount(), 2);
    QTRY_VERIFY(table()->hasFocus());
    auto *detail = m_desk->named<ui::JournalDetail>("journal.detail");
    QCOMPARE(detail->isVisible(), both);
    // When, what and how it went are never cut, and no column stands beyond the edge.
    const QFontMetrics metrics(table()->font());
    for (const auto column : {JournalModel::TimeColumn, JournalModel::VerbColumn, JournalModel::OutcomeColumn}) {
        for (int row = 0; row < 2; ++row)
            QVERIFY2(table()->columnWidth(column) > metrics.horizontalAdvance(cell(row, column)),
                     qPrintable(cell(row, column)));
    }
    int wide = 0;
    for (int column = 0; column < JournalModel::ColumnCount; ++column) {
        if (!table()->isColumnHidden(column))
            wide += table()->columnWidth(column);
    }
    QVERIFY2(wide <= table()->viewport()->width(),
             qPrintable(u"%1 of %2"_s.arg(wide).arg(table()->viewport()->width())));
    m_desk->press(Qt::Key_Return);
    QTRY_VERIFY(detail->isVisible());
    QCOMPARE(table()->isVisible(), both);
    if (both)
        return;
    m_desk->press(Qt::Key_Escape);
    QTRY_VERIFY(table()->isVisible());
    QVERIFY(!detail->isVisible());
    QTRY_VERIFY(table()->hasFocus());
}

void TestJournalPage::theTextIsCopied()
{
    keepTwo();
    QVERIFY(go());
    QTRY_VERIFY(table()->hasFocus());
    m_desk->press(Qt::Key_J);
    QTRY_COMPARE(table()->currentId(), u"first"_s);
    m_desk->press(Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(u"slurmdbd: connection refused\nTraceback"_s));
    m_desk->press(Qt::Key_K);
    QTRY_COMPARE(table()->currentId(), u"second"_s);
    const QAction *copy = m_desk->window->commands().find(u"journal.copy"_s);
    QVERIFY(!copy->isEnabled());
    QVERIFY(!ui::Commands::reason(copy).isEmpty());
}

void TestJournalPage::theRequestIsOpened()
{
    QVERIFY(m_desk->open());
    const auto requests = m_desk->named<ui::RequestsPage>("requests");
    QTRY_VERIFY(m_desk->store.size() > 0);
    JournalEntry entry = begun(u"1"_s, 5);
    entry.request = m_desk->store.row(0).uuid;
    keep({entry, ended(entry, WriteOutcome::Done)});
    m_desk->press(Qt::Key_G);
    m_desk->press(Qt::Key_J);
    QTRY_VERIFY(page()->isVisible());
    QTRY_COMPARE(table()->model()->rowCount(), 1);
    QTRY_VERIFY(table()->hasFocus());
    m_desk->press(Qt::Key_O);
    QTRY_VERIFY(requests->isVisible());
    QTRY_COMPARE(requests->currentRequest(), entry.request);
}

void TestJournalPage::aRequestOfAnotherServerIsNotOpened()
{
    JournalEntry entry = begun(u"1"_s, 5);
    entry.server = u"https://elsewhere.example.org/"_s;
    keep({entry, ended(entry, WriteOutcome::Done)});
    QVERIFY(go());
    QTRY_VERIFY(table()->hasFocus());
    m_desk->press(Qt::Key_O);
    QVERIFY(page()->isVisible());
    QVERIFY(ui::Commands::reason(m_desk->window->commands().find(u"journal.request"_s)).contains(u"another server"_s));
}

void TestJournalPage::theUnknownStandOnTopUntilTheyAreSettled()
{
    keepTwo();
    const JournalEntry lost = begun(u"lost"_s, 600, u"start"_s);
    keep({lost, ended(lost, WriteOutcome::Unknown, State::Unknown)});
    QVERIFY(go());
    // The window itself settles what the server can tell; of this one it knows nothing.
    QTRY_COMPARE(idAt(0), u"lost"_s);
    QVERIFY(m_desk->shownText().contains(u"1 outcome"_s) || m_desk->shownText().contains(u"outcome(s) unknown"_s));
    QCOMPARE(page()->unsettledCount(), 1);
    JournalEntry settled = ended(lost, WriteOutcome::Done, State::Done);
    settled.phase = JournalEntry::Phase::Settled;
    m_desk->journal.append(settled);
    QTRY_COMPARE(idAt(2), u"lost"_s);
    QCOMPARE(page()->unsettledCount(), 0);
}

void TestJournalPage::newLinesOfThisWindowAppearWithoutMovingTheRowThatIsRead()
{
    std::vector<JournalEntry> many;
    for (int i = 0; i < 80; ++i) {
        const JournalEntry entry = begun(QString::number(i), 100 + i);
        many.push_back(entry);
        many.push_back(ended(entry, WriteOutcome::Done));
    }
    keep(many);
    QVERIFY(go());
    QTRY_VERIFY(table()->hasFocus());
    for (int i = 0; i < 3; ++i)
        m_desk->press(Qt::Key_J);
    table()->verticalScrollBar()->setValue(2);
    const QString read = table()->currentId();
    const int y = table()->visualRect(table()->currentIndex()).y();
    m_desk->journal.append(begun(u"new"_s, 0)); // at once, without a tick
    QTRY_COMPARE(idAt(0), u"new"_s);
    QCOMPARE(table()->currentId(), read);
    QCOMPARE(table()->visualRect(table()->currentIndex()).y(), y);
}

void TestJournalPage::linesOfAnotherProcessAppear()
{
    QVERIFY(go());
    keepTwo();
    m_desk->press(Qt::Key_F5);
    QTRY_COMPARE(table()->model()->rowCount(), 2);
    QVERIFY(table()->isVisible());
}

void TestJournalPage::theChainIsChecked()
{
    keepTwo();
    QVERIFY(go());
    QTRY_VERIFY(table()->hasFocus());
    m_desk->press(Qt::Key_V);
    QTRY_VERIFY2(note().contains(u"is whole"_s), qPrintable(note()));
    QFile file(m_desk->journal.file());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray bytes = file.readAll();
    bytes.replace("is gone", "is gane");
    QVERIFY(file.seek(0) && file.write(bytes) == bytes.size());
    file.close();
    m_desk->press(Qt::Key_V);
    QTRY_VERIFY2(note().contains(u"journal.jsonl, line 1"_s), qPrintable(note()));
}

void TestJournalPage::whatIsShownIsExported_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("CSV") << u"out.csv"_s;
    QTest::newRow("JSON Lines") << u"out.jsonl"_s;
}

void TestJournalPage::whatIsShownIsExported()
{
    QFETCH(QString, name);
    keepTwo();
    QVERIFY(go());
    page()->setQueryLine(u"verb:err"_s);
    QTRY_COMPARE(table()->model()->rowCount(), 1);
    QTRY_VERIFY(QApplication::focusWidget());
    table()->setFocus();
    m_desk->press(Qt::Key_E, Qt::ControlModifier);
    QTRY_VERIFY(m_desk->window->findChild<QFileDialog *>(u"journal.exportDialog"_s));
    auto *dialog = m_desk->window->findChild<QFileDialog *>(u"journal.exportDialog"_s);
    const QString path = m_desk->folder.filePath(name);
    emit dialog->fileSelected(path);
    dialog->close();
    QTRY_VERIFY2(note().contains(path), qPrintable(note()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    if (name.endsWith(u".csv"_s)) {
        QVERIFY(bytes.startsWith("time,user,verb,"));
        QVERIFY(bytes.contains("slurmdbd: connection refused"));
    } else {
        QCOMPARE(bytes.count('\n'), 1);
        QCOMPARE(QJsonDocument::fromJson(bytes).object().value(u"id"_s).toString(), u"first"_s);
    }
}

void TestJournalPage::timesFollowTheZone()
{
    keepTwo();
    QVERIFY(go());
    QTRY_VERIFY(table()->hasFocus());
    m_desk->connection.clock.setUtc(true);
    const QString utc = cell(0, JournalModel::TimeColumn);
    m_desk->connection.clock.setUtc(false);
    QVERIFY(cell(0, JournalModel::TimeColumn) != utc);
    m_desk->connection.clock.setUtc(true);
}

void TestJournalPage::aWindowThatStaysOpenOverMidnightSaysTheDay()
{
    m_now = domain::Timestamp::tryParse("2026-11-30T23:59:30Z").value();
    m_desk->connection.clock.setMachineClock([this] { return m_now; });
    m_desk->connection.clock.setUtc(true);
    JournalEntry entry = begun(u"1"_s, 0);
    entry.time = m_now - domain::Duration::seconds(18);
    keep({entry, ended(entry, WriteOutcome::Done)});
    QVERIFY(go());
    QCOMPARE(cell(0, JournalModel::TimeColumn), u"23:59:12"_s);
    QTRY_VERIFY2(m_desk->shownText().contains(u"\n23:59:12"_s), qPrintable(m_desk->shownText()));
    QSignalSpy changed(table()->model(), &QAbstractItemModel::dataChanged);
    m_now = m_now + domain::Duration::seconds(60);
    QTRY_VERIFY_WITH_TIMEOUT(!changed.isEmpty(), 20'000); // the page's clock
    QCOMPARE(cell(0, JournalModel::TimeColumn), u"30 Nov 23:59"_s);
    QTRY_VERIFY2(m_desk->shownText().contains(u"30 Nov 23:59:12"_s), qPrintable(m_desk->shownText()));
    m_desk->connection.clock.setUtc(false);
}

void TestJournalPage::hostileTextStaysText()
{
    JournalEntry entry = begun(u"1"_s, 5);
    entry.reason = u"<b>bold</b>\u202e\x1b[31m"_s;
    entry.error = {"<img src=x>", "<h1>no</h1>"};
    entry.user = u"<i>eve</i>"_s;
    keep({entry, ended(entry, WriteOutcome::Done)});
    QVERIFY(go());
    QTRY_COMPARE(table()->model()->rowCount(), 1);
    QVERIFY(m_desk->shownText().contains(u"<i>eve</i>"_s));
    for (const QLabel *label : page()->findChildren<QLabel *>())
        QCOMPARE(label->textFormat(), Qt::PlainText);
}

QTEST_MAIN(TestJournalPage)
#include "tst_journalpage.moc"
