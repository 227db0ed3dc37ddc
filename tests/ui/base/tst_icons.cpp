// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/icons.h"

#include <QFile>
#include <QImage>
#include <QPainter>
#include <QSvgRenderer>
#include <QTest>

using namespace waldesk::ui;
using namespace Qt::StringLiterals;

namespace
{

int paintedPixels(const QImage &image)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += qAlpha(image.pixel(x, y)) > 100 ? 1 : 0;
    return count;
}

QImage painted(const QString &name, int side, const QColor &colour)
{
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paintIcon(&painter, image.rect(), name, colour);
    return image;
}

} // namespace

class TestIcons : public QObject
{
    Q_OBJECT

private slots:
    void allAreThere()
    {
        QVERIFY(iconNames().size() >= 40);
        QVERIFY(isHouseIcon(u"state-erred"_s));
        QVERIFY(!isHouseIcon(u"no-such"_s));
        QVERIFY(!isHouseIcon(QString()));
    }

    void parsesAndDraws_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : iconNames())
            QTest::newRow(qPrintable(name)) << name;
    }
    void parsesAndDraws()
    {
        QFETCH(QString, name);
        QVERIFY(QSvgRenderer(u":/icons/%1.svg"_s.arg(name)).isValid());
        for (const int side : {12, 16, 24, 48}) {
            const QImage image = painted(name, side, Qt::red);
            QVERIFY2(paintedPixels(image) > side / 2, qPrintable(u"%1 px: nothing to see"_s.arg(side)));
            // One colour: what is opaque is the colour that was asked for.
            for (int y = 0; y < side; ++y)
                for (int x = 0; x < side; ++x)
                    if (qAlpha(image.pixel(x, y)) == 255)
                        QCOMPARE(QColor(image.pixel(x, y)), QColor(Qt::red));
        }
    }

    void silhouettesDiffer()
    {
        const QStringList states{u"state-sent"_s,  u"state-processing"_s, u"state-done"_s,
                                 u"state-erred"_s, u"state-stuck"_s,      u"state-unknown"_s};
        for (const QString &a : states)
            for (const QString &b : states)
                QCOMPARE(painted(a, 16, Qt::black) == painted(b, 16, Qt::black), a == b);
    }

    void scalesWithTheScreen()
    {
        QPixmap picture(32, 32);
        picture.setDevicePixelRatio(2);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        paintIcon(&painter, QRect(0, 0, 16, 16), u"state-done"_s, Qt::black);
        painter.end();
        QVERIFY(paintedPixels(picture.toImage()) > 300);
    }

    void anIconKnowsItsName()
    {
        const QIcon one = icon(u"act-copy"_s);
        QCOMPARE(one.name(), u"act-copy"_s);
        QVERIFY(!one.isNull());
        QVERIFY(paintedPixels(one.pixmap(16, 16).toImage()) > 8);
        QVERIFY(one.pixmap(16, 16, QIcon::Disabled).toImage() != QImage());
    }

    void theProgramHasAMark()
    {
        QVERIFY(appIcon().availableSizes().size() >= 6);
        QVERIFY(paintedPixels(appMark(64, 1).toImage()) > 1000);
    }
};

QTEST_MAIN(TestIcons)
#include "tst_icons.moc"
