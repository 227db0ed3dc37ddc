// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/panels/samples.h"
#include "ui/base/waldeskstyle.h"
#include "ui/delegates/rowtable.h"
#include "ui/panels/comparedialog.h"
#include "ui/widgets/textlabel.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QPointer>
#include <QTest>

#include <algorithm>

using namespace waldesk;
using namespace waldesk::ui;
using namespace Qt::StringLiterals;

class TestCompare : public QObject
{
    Q_OBJECT

private:
    /// The same fault one release later: another line, another path in the message.
    static domain::ErrorText other()
    {
        domain::ErrorText error = samples::slurmrestd();
        error.message.replace("/slurmdb/v0.0.41/accounts", "/slurmdb/v0.0.41/users");
        error.traceback.replace("/slurmdb/v0.0.41/accounts", "/slurmdb/v0.0.41/users");
        error.traceback.replace("line 133", "line 141");
        return error;
    }
    static std::vector<CompareRow> rowsOf(const domain::ErrorText &left, const domain::ErrorText &right)
    {
        return compared(compareLines(left), compareLines(right));
    }

private slots:
    void initTestCase() { m_style = WaldeskStyle::install(*qApp, WaldeskStyle::Scheme::Light); }

    void anErrorIsLikeItself()
    {
        const auto rows = rowsOf(samples::slurmrestd(), samples::slurmrestd());
        QVERIFY(rows.size() > 15);
        QVERIFY(std::ranges::none_of(rows, &CompareRow::differs));
    }

    void onlyWhatDiffersIsMarked()
    {
        const auto rows = rowsOf(samples::slurmrestd(), other());
        std::vector<CompareRow> differing;
        for (const CompareRow &row : rows) {
            QVERIFY(row.hasLeft && row.hasRight);
            if (row.differs())
                differing.push_back(row);
        }
        QCOMPARE(differing.size(), size_t(3)); // message, frame, reported step
        const CompareRow &message = differing[0];
        QCOMPARE(message.leftMarks.size(), size_t(1));
        QCOMPARE(message.left.mid(message.leftMarks[0].begin, message.leftMarks[0].length), u"accounts"_s);
        QCOMPARE(message.right.mid(message.rightMarks[0].begin, message.rightMarks[0].length), u"users"_s);
        const CompareRow &frame = differing[1];
        QCOMPARE(frame.kind, CompareLine::Kind::Frame);
        QCOMPARE(frame.left.mid(frame.leftMarks[0].begin, frame.leftMarks[0].length), u"133"_s);
    }

    void aMissingFrameLeavesAGap()
    {
        domain::ErrorText shorter = samples::slurmrestd();
        const qsizetype begin = shorter.traceback.indexOf("  File \"/opt/site-agent/lib/python3.11/site-packages/"
                                                          "waldur_site_agent_slurm/backend.py\"");
        const qsizetype end = shorter.traceback.indexOf("  File", begin + 4);
        QVERIFY(begin > 0 && end > begin);
        shorter.traceback.remove(begin, end - begin);
        int alone = 0;
        for (const CompareRow &row : rowsOf(samples::slurmrestd(), shorter)) {
            if (row.differs()) {
                QVERIFY(row.hasLeft && !row.hasRight);
                ++alone;
            }
        }
        QCOMPARE(alone, 2); // the frame and its code
    }

    void nothingInCommonIsAligned_data()
    {
        QTest::addColumn<QByteArray>("left");
        QTest::addColumn<QByteArray>("right");
        QTest::newRow("two shapes") << samples::slurmrestd().traceback
                                    << samples::sdkFailure(409, "{\"detail\":\"no\"}").traceback;
        QTest::newRow("nothing at all") << QByteArray() << QByteArray();
        QTest::newRow("one side only") << samples::slurmrestd().traceback << QByteArray();
        QTest::newRow("huge") << samples::manyFrames(20'000, "httpx") << QByteArray("word ").repeated(1'000'000);
    }
    void nothingInCommonIsAligned()
    {
        QFETCH(QByteArray, left);
        QFETCH(QByteArray, right);
        const auto a = compareLines({{}, left});
        const auto b = compareLines({{}, right});
        const auto rows = compared(a, b);
        QVERIFY(qsizetype(a.size()) <= MostCompareLines + 1 && qsizetype(b.size()) <= MostCompareLines + 1);
        // No line is lost, none is doubled.
        QStringList before;
        QStringList after;
        for (const CompareLine &line : a)
            before += line.text;
        for (const CompareRow &row : rows) {
            if (row.hasLeft)
                after += row.left;
        }
        QCOMPARE(after, before);
        QCOMPARE(size_t(std::ranges::count_if(rows, &CompareRow::hasRight)), b.size());
    }

    void theDialogIsUsedByKeys()
    {
        QPointer<CompareDialog> dialog = new CompareDialog({u"SLURM Riga · 22 min ago"_s, samples::slurmrestd()},
                                                           {u"SLURM Tartu · 1 h ago"_s, other()});
        const QAbstractItemModelTester tester(dialog->table()->model(),
                                              QAbstractItemModelTester::FailureReportingMode::Fatal);
        dialog->open();
        QCOMPARE(dialog->differences(), 3);
        QCOMPARE(dialog->findChild<TextLabel *>(u"compare.count"_s)->text(), u"3 lines differ"_s);
        RowTable *table = dialog->table();
        const int first = table->currentIndex().row();
        QCOMPARE(first, 0);
        QTest::keyClick(table, Qt::Key_N);
        const int second = table->currentIndex().row();
        QVERIFY(second > first);
        QVERIFY(table->model()->index(second, 1).data(Qt::AccessibleTextRole).toString().startsWith(u"Differs: "_s));
        QTest::keyClick(table, Qt::Key_N, Qt::ShiftModifier);
        QCOMPARE(table->currentIndex().row(), first);
        QTest::keyClick(table, Qt::Key_N, Qt::ShiftModifier);
        QVERIFY(table->currentIndex().row() > second); // round the end
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"/users"_s));
        for (const bool dark : {false, true}) {
            m_style->setScheme(dark ? WaldeskStyle::Scheme::Dark : WaldeskStyle::Scheme::Light);
            dialog->grab().save(QDir(QCoreApplication::applicationDirPath())
                                    .filePath(dark ? u"compare-dark.png"_s : u"compare-light.png"_s));
        }
        m_style->setScheme(WaldeskStyle::Scheme::Light);
        QTest::keyClick(dialog.data(), Qt::Key_Escape);
        QTRY_VERIFY(!dialog);
    }

private:
    WaldeskStyle *m_style = nullptr;
};

QTEST_MAIN(TestCompare)
#include "tst_compare.moc"
