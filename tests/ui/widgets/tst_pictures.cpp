// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Grabs every part in light and dark into the folder of the test, for a person to compare with the drawings, and
// checks what a machine can see: that each draws something, and not the same in both schemes.
#include "tests/ui/widgets/partsheet.h"

#include "ui/base/waldeskstyle.h"
#include "ui/widgets/keysheet.h"

#include <QApplication>
#include <QDir>
#include <QTest>

using namespace waldesk::ui;
using namespace Qt::StringLiterals;

class TestPictures : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_style = WaldeskStyle::install(*qApp, WaldeskStyle::Scheme::Light); }

    void everyPartIsDrawnInBothSchemes()
    {
        const QImage light = picture(WaldeskStyle::Scheme::Light, u"parts-light.png"_s);
        QCOMPARE(m_blank, QStringList());
        QVERIFY(m_parts > 50);
        const QImage dark = picture(WaldeskStyle::Scheme::Dark, u"parts-dark.png"_s);
        QCOMPARE(m_blank, QStringList());
        QVERIFY(light != dark);
        QCOMPARE(light.size(), dark.size());
        QCOMPARE(QColor(light.pixel(2, light.height() - 2)), Look(false, {}).base);
        QCOMPARE(QColor(dark.pixel(2, dark.height() - 2)), Look(true, {}).base);
    }

    void theKeysAreASheet()
    {
        for (const bool dark : {false, true}) {
            m_style->setScheme(dark ? WaldeskStyle::Scheme::Dark : WaldeskStyle::Scheme::Light);
            PartSheet sheet;
            sheet.show();
            KeySheet keys(&sheet);
            keys.setGroups(
                {{u"Move"_s, {{{u"j"_s, u"k"_s}, u"next, previous row"_s}, {{u"Enter"_s}, u"open; Esc back"_s}}},
                 {u"Find"_s, {{{u"/"_s}, u"query line"_s}, {{u"1"_s, u"…"_s, u"4"_s}, u"only that state"_s}}},
                 {u"Act"_s, {{{u"s"_s}, u"start"_s}, {{u"Ctrl+Shift+L"_s}, u"unlock for 15 minutes"_s}}},
                 {u"Hand over"_s, {{{u"z"_s}, u"undo before it is sent"_s}, {{u"F5"_s}, u"refresh"_s}}}});
            const QImage before = sheet.grab().toImage();
            keys.open();
            const QImage image = sheet.grab().toImage();
            QVERIFY(image != before);
            const QString name = dark ? u"keys-dark.png"_s : u"keys-light.png"_s;
            image.save(QDir(QCoreApplication::applicationDirPath()).filePath(name));
        }
        m_style->setScheme(WaldeskStyle::Scheme::Light);
    }

    void partsFollowAChangeOfScheme()
    {
        m_style->setScheme(WaldeskStyle::Scheme::Light);
        PartSheet sheet;
        sheet.show();
        const QImage before = sheet.grab().toImage();
        m_style->setScheme(WaldeskStyle::Scheme::Dark);
        QVERIFY(sheet.grab().toImage() != before);
        m_style->setScheme(WaldeskStyle::Scheme::Light);
        QCOMPARE(sheet.grab().toImage(), before);
    }

private:
    /// Parts of which nothing is to be seen: one colour from edge to edge.
    static QStringList blankParts(const PartSheet &sheet, const QImage &image)
    {
        QStringList blank;
        for (const auto *part : sheet.findChildren<QWidget *>()) {
            const QByteArray name = part->metaObject()->className();
            const QRect area(part->mapTo(&sheet, QPoint()), part->size());
            if (!name.startsWith("waldesk::") || !part->isVisible() || area.isEmpty() ||
                !part->findChildren<QWidget *>().isEmpty())
                continue;
            const QImage own = image.copy(area);
            bool drawn = false;
            for (int y = 0; !drawn && y < own.height(); ++y) {
                for (int x = 0; !drawn && x < own.width(); ++x)
                    drawn = own.pixel(x, y) != own.pixel(0, 0);
            }
            if (!drawn)
                blank << QString::fromLatin1(name) + u' ' + part->accessibleName();
        }
        return blank;
    }

    QImage picture(WaldeskStyle::Scheme scheme, const QString &name)
    {
        m_style->setScheme(scheme);
        PartSheet sheet;
        sheet.show();
        QApplication::sendPostedEvents(); // heights that follow from widths
        const QImage image = sheet.grab().toImage();
        image.save(QDir(QCoreApplication::applicationDirPath()).filePath(name));
        m_blank = blankParts(sheet, image);
        m_parts = sheet.findChildren<QWidget *>().size();
        return image;
    }

    WaldeskStyle *m_style = nullptr;
    QStringList m_blank; ///< of the picture taken last
    qsizetype m_parts = 0;
};

QTEST_MAIN(TestPictures)
#include "tst_pictures.moc"
