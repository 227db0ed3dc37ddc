// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/requeststore.h"
#include "ui/base/waldeskstyle.h"
#include "ui/pages/requeststable.h"

#include <QApplication>
#include <QHeaderView>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace waldesk;
using namespace Qt::StringLiterals;
using Model = tables::RequestTableModel;

/// What the table of requests keeps of its columns.
class TestRequestsTable : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { ui::WaldeskStyle::install(*qApp, ui::WaldeskStyle::Scheme::Light); }

    void widthsThatThePersonGaveComeBack()
    {
        QSettings settings(m_folder.filePath(u"window.ini"_s), QSettings::IniFormat);
        int given = 0;
        {
            ui::RequestsTable table(m_model);
            table.restore(settings);
            QSignalSpy changed(&table, &ui::RequestsTable::columnsChanged);
            given = table.columnWidth(Model::OfferingColumn) + 60;
            for (int width = given - 50; width <= given; width += 10) {
                table.horizontalHeader()->resizeSection(Model::OfferingColumn, width);
            }
            QCOMPARE(changed.size(), 0); // a drag is many changes
            QTRY_COMPARE(changed.size(), 1);
            const QVariantMap kept = table.settings();
            for (auto each = kept.cbegin(); each != kept.cend(); ++each) {
                settings.setValue(each.key(), each.value());
            }
        }
        ui::RequestsTable table(m_model);
        const int usual = table.columnWidth(Model::StateColumn);
        table.restore(settings);
        QVERIFY(qAbs(table.columnWidth(Model::OfferingColumn) - given) <= 1);
        QCOMPARE(table.columnWidth(Model::StateColumn), usual);
    }

    void nonsenseInTheFileIsIgnored()
    {
        QSettings settings(m_folder.filePath(u"nonsense.ini"_s), QSettings::IniFormat);
        settings.setValue(u"requests/widths"_s, QStringList{u"offering=-4"_s, u"offering=nan"_s, u"=3"_s, u"x=9"_s});
        ui::RequestsTable table(m_model);
        const int usual = table.columnWidth(Model::OfferingColumn);
        table.restore(settings);
        QCOMPARE(table.columnWidth(Model::OfferingColumn), usual);
    }

private:
    QTemporaryDir m_folder;
    tables::RequestStore m_store;
    Model m_model{m_store};
};

QTEST_MAIN(TestRequestsTable)
#include "tst_requeststable.moc"
