// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/rawtraceback.h"

#include "ui/base/displaytext.h"
#include "ui/base/look.h"
#include "ui/widgets/linkbutton.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QPlainTextEdit>
#include <QSaveFile>
#include <QScrollBar>
#include <QVBoxLayout>

namespace waldesk::ui
{

namespace
{

/// Never in the middle of a character: back to its first byte.
qsizetype characterStart(const QByteArray &utf8, qsizetype at)
{
    while (at > 0 && at < utf8.size() && (static_cast<quint8>(utf8[at]) & 0xC0U) == 0x80U)
        --at;
    return at;
}

/// The end of the last whole line before `at`, unless that leaves too little.
qsizetype lineEnd(const QByteArray &utf8, qsizetype from, qsizetype at)
{
    if (at >= utf8.size())
        return utf8.size();
    const qsizetype end = utf8.lastIndexOf('\n', at);
    return end > from ? end + 1 : characterStart(utf8, at);
}

QString displayed(const QByteArray &utf8)
{
    return withShortLines(escapeLinesForDisplay(QString::fromUtf8(utf8)), RawTraceback::LineLength);
}

} // namespace

QString withShortLines(const QString &text, qsizetype limit)
{
    qsizetype longest = 0;
    for (qsizetype from = 0; from <= text.size();) {
        qsizetype end = text.indexOf(QLatin1Char('\n'), from);
        end = end < 0 ? text.size() : end;
        longest = qMax(longest, end - from);
        from = end + 1;
    }
    if (longest <= limit)
        return text;

    QString broken;
    broken.reserve(text.size() + text.size() / limit + 1);
    qsizetype column = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == QLatin1Char('\n')) {
            column = 0;
        } else if (++column > limit && !text[i].isLowSurrogate()) {
            broken += QLatin1Char('\n');
            column = 1;
        }
        broken += text[i];
    }
    return broken;
}

RawTraceback::RawTraceback(QWidget *parent) : QWidget(parent)
{
    m_notice = new QWidget(this);
    m_noticeText = new TextLabel(TextRole::Small, Ink::Text2, m_notice);
    m_noticeText->setWordWrap(true);
    m_showAll = new LinkButton(tr("Show all"), m_notice);
    m_showAll->setObjectName(QStringLiteral("traceback.showAll"));
    auto *noticeRow = new QHBoxLayout(m_notice);
    noticeRow->addWidget(m_noticeText, 1);
    noticeRow->addWidget(m_showAll, 0, Qt::AlignTop);
    m_notice->hide();

    m_edit = new QPlainTextEdit(this);
    m_edit->setObjectName(QStringLiteral("traceback.raw"));
    m_edit->setAccessibleName(tr("Traceback"));
    m_edit->setReadOnly(true);
    m_edit->setUndoRedoEnabled(false);
    m_edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_edit->setFrameShape(QFrame::NoFrame);
    m_edit->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_edit->setTabChangesFocus(true);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_notice);
    column->addWidget(m_edit, 1);

    m_slices.setInterval(0);
    connect(&m_slices, &QTimer::timeout, this, &RawTraceback::appendSlice);
    connect(m_showAll, &LinkButton::clicked, this, &RawTraceback::showAll);
    setFocusProxy(m_edit);
    setLook();
}

void RawTraceback::setText(const QByteArray &utf8)
{
    if (utf8 == m_text)
        return;
    m_slices.stop();
    m_text = utf8;
    m_done = 0;
    m_cut = utf8.size() > ShownBytes;
    if (!m_cut) {
        m_edit->setPlainText(displayed(utf8));
    } else {
        // The end of a traceback says what happened, so it gets the larger part.
        const qsizetype head = lineEnd(utf8, 0, ShownBytes / 4);
        qsizetype tail = utf8.size() - ShownBytes * 3 / 4;
        const qsizetype nextLine = utf8.indexOf('\n', tail);
        tail = nextLine >= 0 && nextLine - tail < LineLength ? nextLine + 1 : characterStart(utf8, tail);
        const QString gap = tr("[… %1 left out here …]").arg(QLocale::c().formattedDataSize(tail - head));
        m_edit->setPlainText(displayed(utf8.left(head)) + QLatin1Char('\n') + gap + QLatin1Char('\n') +
                             displayed(utf8.mid(tail)));
    }
    sayWhatIsCut();
    emit shownChanged();
}

bool RawTraceback::isCut() const
{
    return m_cut;
}

void RawTraceback::sayWhatIsCut()
{
    m_notice->setVisible(m_cut);
    if (!m_cut)
        return;
    const bool running = m_slices.isActive();
    m_showAll->setVisible(!running);
    const QString all = QLocale::c().formattedDataSize(m_text.size());
    m_noticeText->setText(running
                              ? tr("Reading %1 of %2…").arg(QLocale::c().formattedDataSize(m_done), all)
                              : tr("%1 long: the start and the end are shown. Copy and Save take all of it.").arg(all));
}

void RawTraceback::showAll()
{
    if (!m_cut || m_slices.isActive())
        return;
    m_edit->clear();
    m_done = 0;
    m_slices.start();
    sayWhatIsCut();
}

void RawTraceback::appendSlice()
{
    const qsizetype end = lineEnd(m_text, m_done, m_done + SliceBytes);
    QTextCursor cursor(m_edit->document());
    cursor.movePosition(QTextCursor::End);
    cursor.insertText(displayed(m_text.mid(m_done, end - m_done)));
    m_done = end;
    if (m_done >= m_text.size()) {
        m_slices.stop();
        m_cut = false;
    }
    sayWhatIsCut();
    emit shownChanged();
}

void RawTraceback::copyAll() const
{
    QGuiApplication::clipboard()->setText(QString::fromUtf8(m_text));
}

QString saveBytes(const QByteArray &bytes, const QString &file)
{
    QSaveFile out(file);
    if (out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size() && out.commit())
        return {};
    return RawTraceback::tr("%1 could not be written: %2.").arg(file, out.errorString());
}

void RawTraceback::setLook()
{
    const Look &look = Look::of(this);
    m_edit->setFont(look.mono);
    m_edit->setTabStopDistance(QFontMetricsF(look.mono).horizontalAdvance(QLatin1Char(' ')) * 8);
    m_edit->document()->setDocumentMargin(look.units(2.5));
    m_notice->layout()->setContentsMargins(look.units(2.5), look.u, look.units(2.5), look.u);
}

void RawTraceback::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        setLook();
}

} // namespace waldesk::ui
