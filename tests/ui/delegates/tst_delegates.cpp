// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/roles.h"
#include "ui/base/painting.h"
#include "ui/base/waldeskstyle.h"
#include "ui/delegates/causerowdelegate.h"
#include "ui/delegates/requestrowdelegate.h"
#include "ui/delegates/rowtable.h"

#include <QApplication>
#include <QDateTime>
#include <QDir>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>
#include <QVBoxLayout>

using namespace waldesk;
using namespace waldesk::ui;
using namespace Qt::StringLiterals;

namespace
{

int pixelsOf(const QImage &image, const QRect &area, const QColor &colour)
{
    int count = 0;
    for (int y = area.top(); y <= area.bottom(); ++y)
        for (int x = area.left(); x <= area.right(); ++x)
            count += QColor(image.pixel(x, y)) == colour ? 1 : 0;
    return count;
}

CauseRow sampleCause(CauseKind kind)
{
    CauseRow row;
    row.kind = kind;
    row.unread = kind != CauseKind::Ongoing;
    row.type = u"BackendError"_s;
    row.message = u"slurmrestd request failed (GET /slurmdb/v0.0.41/accounts): [Errno 111] Connection refused"_s;
    row.variable = {{31, 25}};
    row.rootType = u"ConnectionRefusedError"_s;
    row.rootMessage = u"[Errno 111] Connection refused"_s;
    row.where = u"SLURM Riga · since 06:40"_s;
    row.who = u"slurmrestd down → Site operator"_s;
    row.age = u"22 min ago"_s;
    row.bars = {0, 0, 0, 1, 0, 2, 3, 5, 1, 0, 0, 4, 2, 6};
    row.count = 6;
    if (kind == CauseKind::Back)
        row.back = u"back since 14:05, after 12 quiet days"_s;
    return row;
}

} // namespace

class TestDelegates : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_style = WaldeskStyle::install(*qApp, WaldeskStyle::Scheme::Light); }
    void init()
    {
        m_window = std::make_unique<QWidget>();
        auto *column = new QVBoxLayout(m_window.get());
        m_other = new QLineEdit;
        m_table = new RowTable;
        m_model = new QStandardItemModel(0, 3, m_window.get());
        column->addWidget(m_other);
        column->addWidget(m_table);
        for (const domain::State state : {domain::State::Sent, domain::State::Erred, domain::State::Done}) {
            QList<QStandardItem *> row;
            for (const QString &word : {QString(), u"SLURM Riga"_s, u"Connection refused"_s}) {
                row << new QStandardItem(word);
                row.last()->setData(int(state), tables::StateRole);
            }
            m_model->appendRow(row);
        }
        m_table->setModel(m_model);
        m_table->setItemDelegate(new RequestRowDelegate(0, 2, m_table));
        m_table->horizontalHeader()->setStretchLastSection(true);
        m_window->resize(700, 300);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_table->setFocus();
    }
    void cleanup() { m_window.reset(); }

    void rowsHaveTheLooksHeight()
    {
        QCOMPARE(m_table->rowHeight(0), m_style->look().rowHeight());
        QCOMPARE(m_table->horizontalHeader()->height(), m_style->look().headerHeight());
        QVERIFY(m_table->horizontalHeader()->isSortIndicatorShown());
    }

    void aStuckRowHasTheHourglassAndItsColour()
    {
        const Look &look = m_style->look();
        const QColor ink = look.ink(Shade::Stuck);
        const int column = m_table->columnViewportPosition(2);
        const QRect words = rowRect(0).adjusted(column, 0, 0, 0);
        QCOMPARE(pixelsOf(grab(), words, ink), 0);
        for (int at = 0; at < 3; ++at)
            m_model->item(0, at)->setData(u"Sent 4 d ago \u00B7 nobody listens"_s, tables::StuckRole);
        QTRY_VERIFY(pixelsOf(grab(), words, ink) > 20);
        const QRect mark(words.topLeft(), QSize(look.iconSide + look.units(2.5), look.rowHeight()));
        QVERIFY(pixelsOf(grab(), mark, ink) > 5);
        QCOMPARE(pixelsOf(grab(), rowRect(2).adjusted(column, 0, 0, 0), ink), 0);
        // A row that was acted on is dim, whatever it was.
        for (int at = 0; at < 3; ++at)
            m_model->item(0, at)->setData(true, tables::DimmedRole);
        QTRY_COMPARE(pixelsOf(grab(), words, ink), 0);
    }

    void aHeadingHasItsWordsAndItsCount()
    {
        for (int at = 0; at < 3; ++at) {
            m_model->item(1, at)->setData(u"Nobody listens \u00B7 SLURM Riga"_s, tables::HeadingRole);
            m_model->item(1, at)->setData(3, tables::HeadingCountRole);
        }
        m_table->setSpan(1, 0, 1, 3);
        QTRY_VERIFY(pixelsOf(grab(), rowRect(1), m_style->look().raised) > 1000);
        QCOMPARE(pixelsOf(grab(), rowRect(1), m_style->look().ink(Shade::Erred)), 0);
    }

    void selectionHasABarOnlyWithTheFocus()
    {
        const Look &look = m_style->look();
        m_table->selectRow(1);
        QVERIFY(pixelsOf(grab(), rowRect(1), look.sel) > 1000);
        QVERIFY(pixelsOf(grab(), rowRect(1), look.accent) >= 3 * (look.rowHeight() - 2));
        m_other->setFocus();
        QCOMPARE(pixelsOf(grab(), rowRect(1), look.sel), 0);
        QVERIFY(pixelsOf(grab(), rowRect(1), look.selq) > 1000);
        QCOMPARE(pixelsOf(grab(), rowRect(1), look.accent), 0);
    }

    void theWholeRowIsUnderTheMouse()
    {
        const Look &look = m_style->look();
        QTest::mouseMove(m_table->viewport(), rowRect(2).center());
        QTRY_COMPARE(m_table->hoveredRow(), 2);
        const QRect left(rowRect(2).topLeft(), QSize(60, look.rowHeight()));
        QVERIFY(pixelsOf(grab(), left, look.hover) > 100);
        QTest::mouseMove(m_table->viewport(), QPoint(5, m_table->viewport()->height() - 3));
        QTRY_COMPARE(m_table->hoveredRow(), -1);
    }

    void theKeyboardIsSeenOnAnUnselectedRow()
    {
        m_table->selectRow(0);
        m_table->selectionModel()->setCurrentIndex(m_model->index(2, 0), QItemSelectionModel::NoUpdate);
        const QImage with = grab();
        m_other->setFocus();
        QVERIFY(with.copy(rowRect(2)) != grab().copy(rowRect(2)));
    }

    void statesHaveTheirColour()
    {
        const Look &look = m_style->look();
        QVERIFY(pixelsOf(grab(), rowRect(1), look.ink(Shade::Erred)) > 20);
        QVERIFY(pixelsOf(grab(), rowRect(2), look.ink(Shade::Done)) > 20);
        QCOMPARE(pixelsOf(grab(), rowRect(0), look.ink(Shade::Erred)), 0);
    }

    void pendingAndDimmedAreSeen()
    {
        const QImage before = grab();
        m_model->item(1, 0)->setData(u"Done in 4 s"_s, tables::PendingRole);
        for (int column = 0; column < 3; ++column)
            m_model->item(2, column)->setData(true, tables::DimmedRole);
        const QImage after = grab();
        QVERIFY(before.copy(rowRect(1)) != after.copy(rowRect(1)));
        QVERIFY(before.copy(rowRect(2)) != after.copy(rowRect(2)));
        QVERIFY(before.copy(rowRect(0)) == after.copy(rowRect(0)));
    }

    void homeAndEndGoToTheFirstAndTheLastRow()
    {
        m_table->setCurrentIndex(m_model->index(1, 1));
        QTest::keyClick(m_table, Qt::Key_End);
        QCOMPARE(m_table->currentIndex().row(), 2);
        QTest::keyClick(m_table, Qt::Key_Home);
        QCOMPARE(m_table->currentIndex().row(), 0);
    }

    void whatCountsDownIsSeenInANarrowColumn()
    {
        m_table->setColumnWidth(0, m_style->look().chars(14));
        m_model->item(1, 0)->setData(u"Asked again in 5 s"_s, tables::PendingRole);
        const QImage before = grab();
        m_model->item(1, 0)->setData(u"Asked again in 4 s"_s, tables::PendingRole);
        QVERIFY(before.copy(rowRect(1)) != grab().copy(rowRect(1)));
    }

    void aChangeFadesOnce()
    {
        const QImage calm = grab();
        const qint64 changed = QDateTime::currentMSecsSinceEpoch();
        m_model->item(1, 0)->setData(changed, tables::ChangedRole);
        const QImage fresh = grab();
        if (QDateTime::currentMSecsSinceEpoch() < changed + RowTable::FadeMs / 2) // a busy machine may be late
            QVERIFY(fresh.copy(rowRect(1)) != calm.copy(rowRect(1)));
        QTRY_VERIFY(grab() == calm);
    }

    void withReducedMotionAChangeIsABar()
    {
        m_table->setReducedMotion(true);
        m_model->item(1, 0)->setData(QDateTime::currentMSecsSinceEpoch(), tables::ChangedRole);
        QVERIFY(pixelsOf(grab(), rowRect(1), m_style->look().accent) >= 3 * (m_style->look().rowHeight() - 2));
    }

    void hugeAndHostileTextIsPainted()
    {
        m_model->item(0, 2)->setText(QString(2000000, u'x') + u"\n\u001b[31m\u202e"_s);
        QVERIFY(!grab().isNull());
        m_model->item(0, 2)->setText(u"\u001b[31m\u202e<b>"_s);
        QVERIFY(!grab().isNull());
    }

    void variablePartsShrinkFirst()
    {
        const QFont font;
        const QString path(60, u'p');
        const std::vector<TextRun> runs{{u"GET "_s, font, Qt::black, false},
                                        {path, font, Qt::gray, true},
                                        {u": refused"_s, font, Qt::black, false}};
        QCOMPARE(text(fitted(runs, widthOf(runs))), u"GET "_s + path + u": refused"_s);
        QCOMPARE(text(fitted(runs, widthOf(runs) - 5)), u"GET …: refused"_s);
        for (int width = widthOf(runs); width > 12; --width) {
            const std::vector<TextRun> cut = fitted(runs, width);
            QVERIFY2(widthOf(cut) <= width, qPrintable(text(cut)));
            QVERIFY2(text(cut).contains(u'…') || width >= widthOf(runs), qPrintable(text(cut)));
        }
    }

    void causesAreDrawn_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void causesAreDrawn()
    {
        QFETCH(bool, dark);
        m_style->setScheme(dark ? WaldeskStyle::Scheme::Dark : WaldeskStyle::Scheme::Light);
        const Look &look = m_style->look();
        QStandardItemModel model;
        auto *section = new QStandardItem;
        section->setData(QVariant::fromValue(CauseSection{u"New"_s, u"4 causes, 25 errors"_s, false, {}}),
                         CauseSectionRole);
        section->setFlags(Qt::ItemIsEnabled);
        model.appendRow(section);
        for (const CauseKind kind : {CauseKind::New, CauseKind::Back, CauseKind::Ongoing}) {
            auto *item = new QStandardItem;
            item->setData(QVariant::fromValue(sampleCause(kind)), CauseRowRole);
            model.appendRow(item);
        }
        CauseRow bare = sampleCause(CauseKind::Ongoing);
        bare.rootType.clear();
        bare.rootMessage.clear();
        bare.type = u"HTTP 502"_s;
        bare.telling = true;
        auto *item = new QStandardItem;
        item->setData(QVariant::fromValue(bare), CauseRowRole);
        model.appendRow(item);

        QListView view;
        view.setFrameShape(QFrame::NoFrame);
        view.setModel(&model);
        view.setItemDelegate(new CauseRowDelegate(&view));
        view.resize(690, 360);
        view.show();
        view.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        view.setFocus();
        view.setCurrentIndex(model.index(2, 0));
        const QImage image = view.grab().toImage();
        image.save(
            QDir(QCoreApplication::applicationDirPath()).filePath(dark ? u"causes-dark.png"_s : u"causes-light.png"_s));
        QCOMPARE(view.visualRect(model.index(1, 0)).height(), look.causeRowHeight(true));
        QCOMPARE(view.visualRect(model.index(4, 0)).height(), look.causeRowHeight(false));
        QVERIFY(pixelsOf(image, view.visualRect(model.index(1, 0)), look.accent) > 30);
        QVERIFY(pixelsOf(image, view.visualRect(model.index(2, 0)), look.sel) > 1000);
        m_style->setScheme(WaldeskStyle::Scheme::Light);
    }

    void aCauseIsSpoken()
    {
        CauseRow cause = sampleCause(CauseKind::New);
        QVERIFY(CauseRowDelegate::spoken(cause).startsWith(u"New, BackendError: slurmrestd"_s));
        cause.name = u"The outage"_s; // beside the words of the error, never instead
        QVERIFY(CauseRowDelegate::spoken(cause).startsWith(u"New, The outage, BackendError: slurmrestd"_s));
        cause.type.clear();
        QVERIFY(CauseRowDelegate::spoken(cause).startsWith(u"New, The outage, slurmrestd"_s));
    }

private:
    static QString text(const std::vector<TextRun> &runs)
    {
        QString all;
        for (const TextRun &run : runs)
            all += run.text;
        return all;
    }
    QImage grab() const { return m_table->viewport()->grab().toImage(); }
    QRect rowRect(int row) const
    {
        return {0, m_table->rowViewportPosition(row), m_table->viewport()->width(), m_table->rowHeight(row)};
    }

    WaldeskStyle *m_style = nullptr;
    std::unique_ptr<QWidget> m_window;
    RowTable *m_table = nullptr;
    QLineEdit *m_other = nullptr;
    QStandardItemModel *m_model = nullptr;
};

QTEST_MAIN(TestDelegates)
#include "tst_delegates.moc"
