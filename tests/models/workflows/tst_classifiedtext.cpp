// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/classifiedtext.h"

#include <QTest>

using namespace waldesk;
using workflows::ClassifiedText;

namespace
{

const QByteArray Stamp = QByteArrayLiteral("0123456789abcdef");

/// Each field with something that no other has.
ClassifiedText full()
{
    ClassifiedText text;
    text.keys = {"w2:loose", "w2:normal", "w2:exact"};
    text.names = {QStringLiteral("Scratch"), {}, QStringLiteral("kõvaketas 🖴")};
    text.normal = "w2:normal";
    text.pattern = QStringLiteral("slurmdbd-down");
    text.who = domain::WhoActs::SiteOperator;
    text.closedByOperator = true;
    text.summary.title = QStringLiteral("Problem talking to host node0042");
    text.summary.line = QStringLiteral("error: ") + text.summary.title;
    text.summary.variableParts = {{24, 8, domain::ValueKind::Name}};
    text.summary.quietType = QStringLiteral("BackendError");
    text.summary.typeTells = true;
    text.summary.rootType = QStringLiteral("CalledProcessError");
    text.summary.rootCause = QStringLiteral("exit status 1");
    text.summary.place = QStringLiteral("slurm: client.py:48");
    return text;
}

} // namespace

/// What the archive keeps of a text is read by the next start, whoever wrote it and whatever the disk made of it.
class TestClassifiedText : public QObject
{
    Q_OBJECT

private slots:
    void isReadAsItWasKept_data()
    {
        QTest::addColumn<int>("which");
        QTest::newRow("every field") << 0;
        QTest::newRow("nothing known") << 1;
        QTest::newRow("empty strings") << 2;
    }
    void isReadAsItWasKept()
    {
        QFETCH(int, which);
        ClassifiedText text;
        if (which == 0)
            text = full();
        if (which == 2)
            text.summary.title = text.pattern = QString::fromLatin1("");
        const auto read = ClassifiedText::fromKept(text.toKept(Stamp), Stamp);
        QVERIFY(read);
        QVERIFY(*read == text);
    }

    void whatIsDamagedIsNothing_data()
    {
        QTest::addColumn<QByteArray>("kept");
        const QByteArray good = full().toKept(Stamp);
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("another stamp") << full().toKept("0123456789abcdeF");
        QTest::newRow("more than there was") << good + 'x';
        for (qsizetype size = 0; size < good.size(); ++size)
            QTest::addRow("cut at %lld", size) << good.left(size);
    }
    void whatIsDamagedIsNothing()
    {
        QFETCH(QByteArray, kept);
        QVERIFY(!ClassifiedText::fromKept(kept, Stamp));
    }

    /// A size, a count or a kind may become any number; what is read then is nothing, or some other text.
    void anyByteMayBeWrong()
    {
        const QByteArray good = full().toKept(Stamp);
        for (qsizetype at = Stamp.size(); at < good.size(); ++at) {
            for (const int wrong : {0x00, 0x7f, 0x80, 0xff}) {
                QByteArray kept = good;
                kept[at] = char(wrong);
                const auto read = ClassifiedText::fromKept(kept, Stamp);
                if (!read)
                    continue;
                for (const domain::TextRange &part : read->summary.variableParts)
                    QVERIFY(part.begin >= 0 && part.begin + part.length <= read->summary.title.size());
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestClassifiedText)
#include "tst_classifiedtext.moc"
