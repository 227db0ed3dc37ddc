// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/look.h"
#include "ui/base/waldeskstyle.h"

#include <QApplication>
#include <QFontDatabase>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace waldesk::ui;
using namespace Qt::StringLiterals;

namespace
{

struct Pair {
    const char *name;
    QColor ink;
    QColor ground;
    qreal least;
};

void addGrounds(std::vector<Pair> &pairs, const char *name, const QColor &ink, const Look &look, qreal least)
{
    for (const QColor &ground : {look.base, look.window, look.raised, look.hover, look.sel, look.selq})
        pairs.push_back({name, ink, ground, least});
}

std::vector<Pair> pairsOf(const Look &look)
{
    std::vector<Pair> pairs;
    addGrounds(pairs, "text", look.text, look, 4.5);
    addGrounds(pairs, "text2", look.text2, look, 4.5);
    addGrounds(pairs, "dim", look.dim, look, 4.5);
    addGrounds(pairs, "accent", look.accent, look, 4.5);
    addGrounds(pairs, "edge", look.edge, look, 3);
    pairs.push_back({"accent text", look.accentText, look.accent, 4.5});
    pairs.push_back({"danger text", look.accentText, look.ink(Shade::Erred), 4.5});
    for (const Shade shade :
         {Shade::Sent, Shade::Processing, Shade::Done, Shade::Erred, Shade::Stuck, Shade::Unknown}) {
        pairs.push_back({"state on base", look.ink(shade), look.base, 4.5});
        pairs.push_back({"state on its tint", look.ink(shade), look.tint(shade), 4.5});
        pairs.push_back({"state on sel", look.ink(shade), look.sel, 4.5});
        pairs.push_back({"text on a tint", look.text, look.tint(shade), 4.5});
        pairs.push_back({"dim on a tint", look.dim, look.tint(shade), 4.5});
        pairs.push_back({"accent on a tint", look.accent, look.tint(shade), 4.5});
    }
    for (const Environment one : {Environment::Production, Environment::Test, Environment::Demo, Environment::Other})
        pairs.push_back({"environment", look.environmentText(), look.environment(one), 4.5});
    pairs.push_back({"undo bar", look.undoText, look.undoFill, 4.5});
    pairs.push_back({"undo bar, quiet", look.undoText2, look.undoFill, 4.5});
    return pairs;
}

} // namespace

class TestLook : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY2(!QFontDatabase::families().isEmpty(), "no fonts: everything would be boxes");
        WaldeskStyle::install(*qApp, WaldeskStyle::Scheme::Light);
    }

    void everyPairCanBeRead_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void everyPairCanBeRead()
    {
        QFETCH(bool, dark);
        const Look look(dark, QFont());
        for (const Pair &pair : pairsOf(look)) {
            const qreal got = contrast(pair.ink, pair.ground);
            const QString words =
                u"%1 %2 on %3: %4"_s.arg(QLatin1String(pair.name), pair.ink.name(), pair.ground.name()).arg(got);
            QVERIFY2(got >= pair.least, qPrintable(words));
        }
    }

    void contrastFollowsTheFormula()
    {
        QCOMPARE(qRound(contrast(Qt::black, Qt::white)), 21);
        QCOMPARE(contrast(Qt::red, Qt::red), 1.0);
        // From the table of the look: text on base 16.4 in light, 13.7 in dark.
        QCOMPARE(qRound(contrast(Look(false, {}).text, Look(false, {}).base) * 10), 164);
        QCOMPARE(qRound(contrast(Look(true, {}).text, Look(true, {}).base) * 10), 137);
    }

    void foldsByCharactersAndNotByPixels()
    {
        for (const qreal size : {8.0, 10.0, 14.0}) {
            QFont font;
            font.setPointSizeF(size);
            const Look look(false, font);
            QCOMPARE(look.fold(int(std::ceil(look.ch * 175))), Fold::Wide);
            QCOMPARE(look.fold(int(std::floor(look.ch * 175)) - 1), Fold::Narrow);
            QCOMPARE(look.fold(int(std::ceil(look.ch * 115))), Fold::Narrow);
            QCOMPARE(look.fold(int(std::floor(look.ch * 115)) - 1), Fold::Tight);
        }
    }

    void unitsComeFromTheFont()
    {
        QFont small;
        small.setPixelSize(6);
        QCOMPARE(Look(false, small).u, 4);
        QFont large;
        large.setPixelSize(40);
        const Look look(false, large);
        QVERIFY(look.u > 8);
        QVERIFY(look.rowHeight() > look.h);
        QVERIFY(look.hHead() > look.h && look.h > look.hSmall);
        QVERIFY(look.causeRowHeight(true) > look.causeRowHeight(false));
    }

    void aSettingWinsOverTheDesktop()
    {
        auto *style = qobject_cast<WaldeskStyle *>(qApp->style());
        QVERIFY(style);
        QSignalSpy changed(style, &WaldeskStyle::lookChanged);
        style->setScheme(WaldeskStyle::Scheme::Dark);
        QCOMPARE(changed.size(), 1); // and not again for our own palette
        QVERIFY(style->look().dark);
        QCOMPARE(QApplication::palette().color(QPalette::Window), style->look().window);
        QPalette light;
        light.setColor(QPalette::Window, Qt::white);
        QApplication::setPalette(light);
        QVERIFY(style->look().dark);
        QCOMPARE(QApplication::palette().color(QPalette::Window), style->look().window);
        style->setScheme(WaldeskStyle::Scheme::Light);
    }

    void followsTheDesktop()
    {
        auto *style = qobject_cast<WaldeskStyle *>(qApp->style());
        style->setScheme(WaldeskStyle::Scheme::System);
        QVERIFY(!style->look().dark);
        QPalette dark;
        dark.setColor(QPalette::Window, QColor(30, 30, 30));
        QApplication::setPalette(dark);
        QVERIFY(style->look().dark);
        style->setScheme(WaldeskStyle::Scheme::Light);
    }

    void aNewFontMakesANewLook()
    {
        auto *style = qobject_cast<WaldeskStyle *>(qApp->style());
        const QFont before = QApplication::font();
        const int height = style->look().h;
        QFont larger = before;
        larger.setPointSizeF(before.pointSizeF() * 2);
        QApplication::setFont(larger);
        QEvent told(QEvent::ApplicationFontChange);
        QApplication::sendEvent(qApp, &told);
        QVERIFY(style->look().h > height);
        QApplication::setFont(before);
        QApplication::sendEvent(qApp, &told);
        QCOMPARE(style->look().h, height);
    }

    void focusIsAlwaysVisible_data()
    {
        QTest::addColumn<int>("tone");
        QTest::addColumn<bool>("dark");
        for (const bool dark : {false, true}) {
            const char *scheme = dark ? "dark" : "light";
            QTest::addRow("plain, %s", scheme) << int(ButtonTone::Plain) << dark;
            QTest::addRow("primary, %s", scheme) << int(ButtonTone::Primary) << dark;
            QTest::addRow("danger, %s", scheme) << int(ButtonTone::Danger) << dark;
        }
    }
    void focusIsAlwaysVisible()
    {
        QFETCH(int, tone);
        QFETCH(bool, dark);
        auto *style = qobject_cast<WaldeskStyle *>(qApp->style());
        style->setScheme(dark ? WaldeskStyle::Scheme::Dark : WaldeskStyle::Scheme::Light);
        QWidget window;
        QPushButton button(u"Ask again"_s, &window);
        QLineEdit field(&window);
        field.move(0, 60);
        setTone(&button, ButtonTone(tone));
        window.resize(300, 120);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        field.setFocus();
        const QImage away = button.grab().toImage();
        const QImage fieldFocused = field.grab().toImage();
        button.setFocus();
        QVERIFY(button.grab().toImage() != away);
        QVERIFY(field.grab().toImage() != fieldFocused);
        style->setScheme(WaldeskStyle::Scheme::Light);
    }

    void numbersAreGrouped()
    {
        const QString nbsp(QChar::Nbsp);
        QCOMPARE(groupedNumber(0), u"0"_s);
        QCOMPARE(groupedNumber(999), u"999"_s);
        QCOMPARE(groupedNumber(2134), u"2"_s + nbsp + u"134"_s);
        QCOMPARE(groupedNumber(-1234567), u"-1"_s + nbsp + u"234"_s + nbsp + u"567"_s);
    }
};

QTEST_MAIN(TestLook)
#include "tst_look.moc"
