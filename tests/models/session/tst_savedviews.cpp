// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/savedviews.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace waldesk;
using namespace Qt::StringLiterals;
using domain::SavedView;
using session::SavedViews;

namespace
{

QStringList namesOf(const SavedViews &views)
{
    QStringList names;
    for (const SavedView &view : views.views())
        names << view.name;
    return names;
}

} // namespace

/// The saved views of a profile, and the file they are kept in.
class TestSavedViews : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }

    void theyAreThereAgainAtTheNextStart()
    {
        SavedViews views(profile());
        QVERIFY(views.trouble().isEmpty());
        QCOMPARE(views.add({u"Night"_s, u"state:erred created:12h"_s, true}), QString());
        QCOMPARE(views.add({u"Open"_s, u"state:sent,processing"_s, false}), QString());
        const SavedViews again(profile());
        QCOMPARE(again.views(), views.views());
        QCOMPARE(again.views().front(), (SavedView{u"Night"_s, u"state:erred created:12h"_s, true}));
    }

    void theFileIsItsUsersAlone()
    {
        SavedViews views(profile());
        QCOMPARE(views.add({u"a"_s, u"state:sent"_s, false}), QString());
        const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFile::permissions(file()) & others));
        QVERIFY(!(QFile::permissions(profile()) & (others | QFile::ExeOther)));
    }

    void namesAreTidied_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("name");
        QTest::newRow("blanks around it") << u"  a  b "_s << u"a b"_s;
        QTest::newRow("a line break") << u"a\nb"_s << u"a b"_s;
        QTest::newRow("characters that act instead of being seen") << u"a\u202Eb\x1b[31m"_s << u"ab[31m"_s;
        QTest::newRow("too long") << QString(100, u'x') << QString(59, u'x') + u'…';
        QTest::newRow("other scripts stay") << u"Öö ночь 🌙"_s << u"Öö ночь 🌙"_s;
        QTest::newRow("nothing but blanks") << u" \t "_s << QString();
    }

    void namesAreTidied()
    {
        QFETCH(QString, typed);
        QTEST(SavedView::tidyName(typed), "name");
    }

    void whatCanNotBeIsRefusedWithASentence()
    {
        SavedViews views(profile());
        QCOMPARE(views.add({u"Night"_s, u"state:erred"_s, false}), QString());
        QCOMPARE(views.add({u"Day"_s, u"state:done"_s, false}), QString());
        const auto before = views.views();
        QSignalSpy changed(&views, &SavedViews::changed);
        QVERIFY(!views.add({u" nIGHT "_s, u"state:sent"_s, false}).isEmpty());
        QVERIFY(!views.add({u" "_s, u"state:sent"_s, false}).isEmpty());
        QVERIFY(!views.rename(u"Day"_s, u"night"_s).isEmpty());
        QVERIFY(!views.rename(u"Day"_s, u""_s).isEmpty());
        QVERIFY(!views.rename(u"Gone"_s, u"x"_s).isEmpty());
        QVERIFY(!views.replace({u"Gone"_s, u"state:sent"_s, false}).isEmpty());
        QCOMPARE(views.views(), before);
        QCOMPARE(changed.count(), 0);
    }

    void aViewIsRenamedChangedAndDeleted()
    {
        SavedViews views(profile());
        QCOMPARE(views.add({u"Night"_s, u"state:erred"_s, false}), QString());
        QCOMPARE(views.rename(u"night"_s, u"NIGHT"_s), QString()); // its own name in another case
        QCOMPARE(views.rename(u"NIGHT"_s, u"Evening"_s), QString());
        QCOMPARE(views.setNotify(u"Evening"_s, true), QString());
        QCOMPARE(views.replace({u"evening"_s, u"state:sent"_s, true}), QString());
        QCOMPARE(views.views().front(), (SavedView{u"Evening"_s, u"state:sent"_s, true}));
        QCOMPARE(SavedViews(profile()).views(), views.views());
        QCOMPARE(views.remove(u"EVENING"_s), QString());
        QVERIFY(views.views().empty());
        QVERIFY(SavedViews(profile()).views().empty());
    }

    void theOrderIsThePersons_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("to");
        QTest::addColumn<QStringList>("order");
        QTest::newRow("to the top") << u"c"_s << 0 << QStringList{u"c"_s, u"a"_s, u"b"_s};
        QTest::newRow("one down") << u"a"_s << 1 << QStringList{u"b"_s, u"a"_s, u"c"_s};
        QTest::newRow("to the end") << u"a"_s << 2 << QStringList{u"b"_s, u"c"_s, u"a"_s};
        QTest::newRow("beyond the end") << u"b"_s << 9 << QStringList{u"a"_s, u"c"_s, u"b"_s};
        QTest::newRow("before the beginning") << u"b"_s << -1 << QStringList{u"b"_s, u"a"_s, u"c"_s};
        QTest::newRow("where it is") << u"b"_s << 1 << QStringList{u"a"_s, u"b"_s, u"c"_s};
    }

    void theOrderIsThePersons()
    {
        QFETCH(QString, name);
        QFETCH(int, to);
        SavedViews views(profile());
        for (const QString &each : {u"a"_s, u"b"_s, u"c"_s})
            QCOMPARE(views.add({each, u"text:"_s + each, false}), QString());
        QCOMPARE(views.move(name, to), QString());
        QTEST(namesOf(views), "order");
        QCOMPARE(namesOf(SavedViews(profile())), namesOf(views));
    }

    void aViewIsFoundByWhatItsLineMeans()
    {
        SavedViews views(profile());
        QCOMPARE(views.add({u"Open"_s, u"state:sent,processing text:x"_s, false}), QString());
        QVERIFY(views.findLine(u"state:sent,processing   text:x"_s));
        QVERIFY(!views.findLine(u"state:sent"_s));
        QVERIFY(!views.findLine(u"nonsense:"_s));
    }

    void aDamagedFileIsPutAsideWhenAViewIsSaved_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("cut off") << QByteArray("{\"views\": [{\"name\": \"a\"");
        QTest::newRow("no JSON") << QByteArray("\0\0\0\0", 4);
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("another shape") << QByteArray("[1, 2]");
        QTest::newRow("views that are no list") << QByteArray("{\"version\": 1, \"views\": 7}");
    }

    void aDamagedFileIsPutAsideWhenAViewIsSaved()
    {
        QFETCH(QByteArray, content);
        QVERIFY(put(content));
        SavedViews views(profile());
        QVERIFY(views.views().empty());
        QVERIFY(views.trouble().contains(file()));
        QCOMPARE(get(file()), content); // reading changes nothing
        QCOMPARE(views.add({u"a"_s, u"state:sent"_s, false}), QString());
        const QStringList aside = QDir(profile()).entryList({u"views.json.broken-*"_s});
        QCOMPARE(aside.size(), 1);
        QCOMPARE(get(QDir(profile()).filePath(aside.first())), content);
        QCOMPARE(namesOf(SavedViews(profile())), QStringList{u"a"_s});
    }

    void theFileOfALaterVersionIsReadAndNeverWritten()
    {
        const QByteArray later = R"({"version": 2, "views": [{"name": "a", "query": "state:sent", "colour": 7}]})";
        QVERIFY(put(later));
        SavedViews views(profile());
        QCOMPARE(namesOf(views), QStringList{u"a"_s});
        QVERIFY(!views.trouble().isEmpty());
        QVERIFY(!views.remove(u"a"_s).isEmpty());
        QVERIFY(!views.add({u"b"_s, u"state:sent"_s, false}).isEmpty());
        QCOMPARE(namesOf(views), QStringList{u"a"_s});
        QCOMPARE(get(file()), later);
    }

    void whatIsNotUnderstoodIsKept()
    {
        QVERIFY(put(R"({"version": 1, "more": true, "views": [7, {"name": "a", "query": "state:sent", "colour": "red"},
               {"name": "later", "query": "planet:mars"}, {"name": "A", "query": "state:done"}]})"));
        SavedViews views(profile());
        QCOMPARE(namesOf(views), (QStringList{u"a"_s, u"later"_s}));
        QVERIFY(!views.find(u"later"_s)->query());
        QCOMPARE(views.rename(u"a"_s, u"b"_s), QString());
        const QJsonObject written = QJsonDocument::fromJson(get(file())).object();
        QCOMPARE(written.value("more"_L1).toBool(), true);
        const QJsonArray list = written.value("views"_L1).toArray();
        QCOMPARE(list.size(), 4);
        QCOMPARE(list.at(1).toObject().value("colour"_L1).toString(), u"red"_s);
        QCOMPARE(list.at(1).toObject().value("name"_L1).toString(), u"b"_s);
        QCOMPARE(list.at(2).toObject().value("query"_L1).toString(), u"planet:mars"_s);
    }

    void twoWindowsDoNotUndoEachOther()
    {
        SavedViews one(profile());
        SavedViews other(profile());
        QCOMPARE(one.add({u"a"_s, u"state:sent"_s, false}), QString());
        QCOMPARE(other.add({u"b"_s, u"state:done"_s, false}), QString());
        QCOMPARE(namesOf(other), (QStringList{u"a"_s, u"b"_s}));
        QTRY_COMPARE(namesOf(one), (QStringList{u"a"_s, u"b"_s})); // by itself
        QCOMPARE(other.remove(u"a"_s), QString());
        QTRY_COMPARE(namesOf(one), QStringList{u"b"_s});
        QVERIFY(!one.add({u"B"_s, u"state:done"_s, false}).isEmpty());
    }

    void whatCanNotBeWrittenIsSaid()
    {
        QFile inTheWay(profile());
        QVERIFY(inTheWay.open(QIODevice::WriteOnly)); // a file where the folder should be
        SavedViews views(profile());
        QSignalSpy changed(&views, &SavedViews::changed);
        QVERIFY(!views.add({u"a"_s, u"state:sent"_s, false}).isEmpty());
        QVERIFY(views.views().empty());
        QCOMPARE(changed.count(), 0);
    }

    void withoutAFolderTheyLastAsLongAsTheConnection()
    {
        SavedViews views{QString()};
        QCOMPARE(views.add({u"a"_s, u"state:sent"_s, false}), QString());
        QCOMPARE(namesOf(views), QStringList{u"a"_s});
        QVERIFY(!QFile::exists(u"views.json"_s));
    }

private:
    [[nodiscard]] QString profile() const { return m_folder->filePath(u"profile"_s); }
    [[nodiscard]] QString file() const { return QDir(profile()).filePath(u"views.json"_s); }
    [[nodiscard]] bool put(const QByteArray &content) const
    {
        QFile out(file());
        return QDir().mkpath(profile()) && out.open(QIODevice::WriteOnly) && out.write(content) == content.size();
    }
    [[nodiscard]] static QByteArray get(const QString &name)
    {
        QFile in(name);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray("can not be read");
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestSavedViews)
#include "tst_savedviews.moc"
