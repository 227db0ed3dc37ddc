// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/privatefiles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace waldesk;
using namespace Qt::StringLiterals;

namespace
{

constexpr auto Open = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadGroup | QFile::ExeGroup |
                      QFile::ReadOther | QFile::ExeOther;
constexpr auto Others =
    QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;

bool isPrivate(const QString &path)
{
    return !(QFileInfo(path).permissions() & Others);
}

} // namespace

class TestPrivateFiles : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        m_root = std::make_unique<QTemporaryDir>();
        QVERIFY(QFile::setPermissions(m_root->path(), Open));
    }

    void everyFolderThatIsMadeIsPrivate()
    {
        const QString deep = m_root->filePath(u"a/b/c"_s);
        QVERIFY(archive::makePrivateFolder(deep));
        for (const QString &made : {u"a"_s, u"a/b"_s, u"a/b/c"_s}) {
            QVERIFY2(isPrivate(m_root->filePath(made)), qPrintable(made));
        }
        QVERIFY(!isPrivate(m_root->path())); // it was there before and is not ours
        QVERIFY(archive::makePrivateFolder(deep));
    }

    void whatExistsLosesTheRightsOfOthers()
    {
        QVERIFY(QDir(m_root->path()).mkpath(u"a/b"_s));
        QFile file(m_root->filePath(u"a/b/causes.sqlite"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("kept");
        file.close();
        for (const QString &path : {u"a"_s, u"a/b"_s, u"a/b/causes.sqlite"_s}) {
            QVERIFY(QFile::setPermissions(m_root->filePath(path), Open));
        }
        QVERIFY(archive::makePrivateTree(m_root->filePath(u"a"_s)));
        for (const QString &path : {u"a"_s, u"a/b"_s, u"a/b/causes.sqlite"_s}) {
            QVERIFY2(isPrivate(m_root->filePath(path)), qPrintable(path));
        }
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("kept"));
    }

    void aLinkIsNotFollowed()
    {
        QVERIFY(QDir(m_root->path()).mkpath(u"ours"_s));
        QFile elsewhere(m_root->filePath(u"elsewhere"_s));
        QVERIFY(elsewhere.open(QIODevice::WriteOnly));
        QVERIFY(elsewhere.setPermissions(Open));
        QVERIFY(QFile::link(elsewhere.fileName(), m_root->filePath(u"ours/link"_s)));
        QVERIFY(archive::makePrivateTree(m_root->filePath(u"ours"_s)));
        QVERIFY(!isPrivate(elsewhere.fileName()));
    }

    void aFileIsMadeOnceAndNeverEmptied()
    {
        const QString path = m_root->filePath(u"causes.sqlite"_s);
        QVERIFY(archive::makePrivateFile(path));
        QVERIFY(isPrivate(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::Append));
        file.write("kept");
        file.close();
        QVERIFY(QFile::setPermissions(path, Open));
        QVERIFY(archive::makePrivateFile(path));
        QVERIFY(isPrivate(path));
        QCOMPARE(QFileInfo(path).size(), qint64(4));
    }

    void nothingThereIsNoFailure() { QVERIFY(archive::makePrivateTree(m_root->filePath(u"none"_s))); }

private:
    std::unique_ptr<QTemporaryDir> m_root;
};

QTEST_GUILESS_MAIN(TestPrivateFiles)
#include "tst_privatefiles.moc"
