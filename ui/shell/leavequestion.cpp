// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/leavequestion.h"

#include "ui/base/look.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

LeaveQuestion::LeaveQuestion(session::OpenConnection &connection, QWidget *window)
    : QObject(window), m_pending(connection.pending), m_bulk(connection.bulk), m_window(window)
{
    connect(&m_pending, &session::PendingTransitions::changed, this, [this] { updateText(); });
    connect(&m_pending, &session::PendingTransitions::becameIdle, this, &LeaveQuestion::finishWhenFree);
    connect(&m_pending, &session::PendingTransitions::unsettled, this, &LeaveQuestion::finishWhenFree,
            Qt::QueuedConnection);
    connect(&m_bulk, &session::BulkWrites::changed, this, [this] { updateText(); });
    connect(&m_bulk, &session::BulkWrites::parked, this, &LeaveQuestion::finishWhenFree);
    connect(&m_bulk, &session::BulkWrites::finished, this, &LeaveQuestion::finishWhenFree);
}

LeaveQuestion::~LeaveQuestion()
{
    delete m_box;
}

bool LeaveQuestion::isRunLeft() const
{
    return m_bulk.isRunning() && !m_bulk.isParked();
}

bool LeaveQuestion::isFree() const
{
    return m_pending.armedCount() == 0 && (m_waived || (m_pending.awaitedCount() == 0 && !isRunLeft()));
}

void LeaveQuestion::ask(std::function<void()> leave)
{
    if (isFree()) {
        leave();
        return;
    }
    m_waived = false;
    m_leave = std::move(leave);
    if (!m_box) {
        open();
    }
    m_box->raise();
    m_box->activateWindow();
}

void LeaveQuestion::open()
{
    m_box = new QDialog(m_window);
    m_box->setObjectName(u"leaveQuestion"_s);
    m_box->setWindowTitle(tr("Changes are not finished"));
    m_box->setAttribute(Qt::WA_DeleteOnClose);
    m_text = new QLabel(m_box);
    m_text->setObjectName(u"leaveText"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    const auto button = [this](const QString &text, const QString &id) {
        auto *made = new QPushButton(text, m_box);
        made->setObjectName(id);
        made->setAccessibleName(text);
        made->setAutoDefault(false);
        return made;
    };
    m_send = button(tr("Send now"), u"leaveSend"_s);
    m_undo = button(tr("Take back"), u"leaveUndo"_s);
    m_now = button(tr("Leave now"), u"leaveNow"_s);
    m_park = button(tr("Leave after these"), u"leavePark"_s);
    QPushButton *stay = button(tr("Stay"), u"leaveStay"_s);
    stay->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_send);
    buttons->addWidget(m_undo);
    buttons->addWidget(m_now);
    buttons->addWidget(m_park);
    buttons->addWidget(stay);
    const Look &look = Look::of(m_box);
    auto *column = new QVBoxLayout(m_box);
    column->setContentsMargins(look.units(4), look.units(4), look.units(4), look.units(3));
    column->setSpacing(look.units(3));
    column->addWidget(m_text);
    column->addLayout(buttons);
    m_box->setMinimumWidth(look.chars(50));
    // These two leave the dialog open: it closes when the answers of the server are there.
    connect(m_send, &QPushButton::clicked, this, [this] { m_pending.sendAllNow(); });
    connect(m_undo, &QPushButton::clicked, this, [this] { m_pending.undoAll(); });
    connect(m_now, &QPushButton::clicked, this, &LeaveQuestion::leaveNow);
    connect(m_park, &QPushButton::clicked, this, [this] { m_bulk.park(); });
    connect(stay, &QPushButton::clicked, m_box, &QDialog::reject);
    connect(m_box, &QDialog::rejected, this, [this] { m_leave = nullptr; });
    updateText();
    m_box->open();
}

void LeaveQuestion::updateText()
{
    if (!m_box) {
        return;
    }
    const int armed = m_pending.armedCount();
    const int sent = m_pending.awaitedCount();
    const bool run = isRunLeft();
    QStringList sentences;
    if (run) {
        sentences << runText();
    }
    if (armed > 0) {
        sentences << tr("Not sent yet: %n change(s).", nullptr, armed);
    }
    if (sent > 0 && !run) {
        sentences << tr("Sent, with the answer of the server still awaited: %n change(s).", nullptr, sent);
    }
    if (!run || armed > 0) {
        sentences
            << (armed > 0
                    ? tr("Send them now, take them back, or stay?")
                    : tr("The connection is left when it has come. If you leave now, the journal keeps that it is "
                         "not known, and the requests are looked at when this server is opened again."));
    }
    m_text->setText(sentences.join(u' '));
    m_box->setAccessibleDescription(m_text->text());
    m_send->setVisible(armed > 0);
    m_undo->setVisible(armed > 0);
    m_now->setVisible(armed == 0 && sent > 0);
    m_park->setVisible(run && armed == 0);
}

void LeaveQuestion::leaveNow()
{
    // What has become armed meanwhile is not left without an answer.
    if (m_pending.armedCount() > 0) {
        return;
    }
    if (isRunLeft()) {
        m_bulk.park(); // nothing further of it is begun
    }
    m_waived = true;
    finishWhenFree();
}

QString LeaveQuestion::runText() const
{
    using RowState = workflows::BulkQueue::RowState;
    const workflows::BulkQueue *queue = m_bulk.queue();
    if (!queue) {
        return tr("A run of many changes is about to begin.");
    }
    const int waiting = queue->count(RowState::Waiting);
    return tr("A run of %n change(s) is under way; not sent yet: %1. What is being sent is finished first; the rest "
              "is kept and offered at the next start.",
              nullptr, queue->size())
        .arg(waiting);
}

void LeaveQuestion::finishWhenFree()
{
    if (!isFree()) {
        updateText();
        return;
    }
    const auto leave = std::exchange(m_leave, nullptr);
    if (m_box) {
        m_box->close();
    }
    if (leave) {
        leave();
    }
}

} // namespace waldesk::ui
