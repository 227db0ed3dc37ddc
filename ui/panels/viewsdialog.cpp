// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/viewsdialog.h"

#include "ui/base/displaytext.h"
#include "ui/base/look.h"
#include "ui/base/waldeskstyle.h"
#include "ui/widgets/textlabel.h"

#include <QAbstractItemDelegate>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QPushButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

using domain::SavedView;

namespace
{

constexpr int NameRole = Qt::UserRole + 1;

} // namespace

ViewsDialog::ViewsDialog(session::SavedViews &views, QWidget *parent) : QDialog(parent), m_views(views)
{
    setObjectName(u"viewsDialog"_s);
    setWindowTitle(tr("Saved views"));
    setAttribute(Qt::WA_DeleteOnClose);
    const Look &look = Look::of(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(look.units(4), look.units(4), look.units(4), look.units(3));
    column->setSpacing(look.units(2));
    buildList();
    buildButtons();
    resize(look.chars(80), look.h * 22);
    connect(&m_views, &session::SavedViews::changed, this, &ViewsDialog::viewsChanged);
    showViews();
    m_list->setFocus();
}

void ViewsDialog::buildList()
{
    auto *words = new TextLabel(tr("The first nine have a key: g and their number. A tick: the desktop tells you of "
                                   "requests that come to match."),
                                TextRole::Small, Ink::Text2, this);
    words->setWordWrap(true);
    m_list = new QListWidget(this);
    m_list->setObjectName(u"viewsList"_s);
    m_list->setAccessibleName(tr("Saved views in order"));
    m_list->installEventFilter(this);
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_sentence = new TextLabel(TextRole::Small, Ink::Dim, this);
    m_sentence->setObjectName(u"viewsSentence"_s);
    m_sentence->setWordWrap(true);
    layout()->addWidget(words);
    layout()->addWidget(m_list);
    layout()->addWidget(m_sentence);
    connect(m_list, &QListWidget::currentItemChanged, this, &ViewsDialog::updateButtons);
    connect(m_list, &QListWidget::itemChanged, this, &ViewsDialog::edited);
    connect(
        m_list->itemDelegate(), &QAbstractItemDelegate::closeEditor, this,
        [this] {
            if (std::exchange(m_awaitsName, false))
                showViews();
        },
        Qt::QueuedConnection);
    connect(m_list, &QListWidget::itemDoubleClicked, this, [this] { m_open->click(); });
}

void ViewsDialog::buildButtons()
{
    auto *row = new QHBoxLayout;
    const auto add = [&](const QString &text, const QString &name, const QKeySequence &key, auto run) {
        auto *button = new QPushButton(text, this);
        button->setObjectName(name);
        button->setAutoDefault(false);
        button->setToolTip(key.toString(QKeySequence::NativeText));
        row->addWidget(button);
        connect(button, &QPushButton::clicked, this, run);
        return button;
    };
    m_open = add(tr("Open"), u"viewsOpen"_s, {}, [this] {
        const QString name = current(); // the dialog is gone when it is open
        accept();
        emit openWanted(name);
    });
    m_open->setDefault(true);
    setTone(m_open, ButtonTone::Primary);
    m_rename = add(tr("Rename"), u"viewsRename"_s, QKeySequence(Qt::Key_F2),
                   [this] { m_list->editItem(m_list->currentItem()); });
    m_up = add(tr("Up"), u"viewsUp"_s, QKeySequence(Qt::ALT | Qt::Key_Up), [this] { move(-1); });
    m_down = add(tr("Down"), u"viewsDown"_s, QKeySequence(Qt::ALT | Qt::Key_Down), [this] { move(1); });
    m_link = add(tr("Copy link"), u"viewsLink"_s, QKeySequence(Qt::CTRL | Qt::Key_C), [this] {
        emit copyLinkWanted(current());
        say(tr("The link is on the clipboard."));
    });
    m_remove =
        add(tr("Delete"), u"viewsDelete"_s, QKeySequence(Qt::Key_Delete), [this] { emit removeWanted(current()); });
    row->addStretch(1);
    add(tr("Close"), u"viewsClose"_s, {}, [this] { reject(); });
    qobject_cast<QBoxLayout *>(layout())->addLayout(row);
}

/// The keys of the buttons, while the list has the focus: it would take the arrows for itself, and the field of a name
/// that is being changed needs Delete and Copy.
bool ViewsDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_list || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const QKeyCombination pressed(key->modifiers() & ~Qt::KeypadModifier, Qt::Key(key->key()));
    QPushButton *button = pressed == (Qt::ALT | Qt::Key_Up)        ? m_up
                          : pressed == (Qt::ALT | Qt::Key_Down)    ? m_down
                          : pressed == (Qt::CTRL | Qt::Key_C)      ? m_link
                          : pressed.toCombined() == Qt::Key_Delete ? m_remove
                                                                   : nullptr;
    if (!button)
        return QDialog::eventFilter(watched, event);
    button->click();
    return true;
}

/// Another window may have written them: a name that is being typed stays.
void ViewsDialog::viewsChanged()
{
    QListWidgetItem *item = m_list->currentItem();
    m_awaitsName = item && m_list->isPersistentEditorOpen(item);
    if (!m_awaitsName)
        showViews();
}

void ViewsDialog::showViews()
{
    const QString name = current();
    const int row = std::max(m_list->currentRow(), 0);
    m_filling = true;
    m_list->clear();
    for (const SavedView &view : m_views.views()) {
        auto *item = new QListWidgetItem(view.name, m_list);
        item->setData(NameRole, view.name);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable | Qt::ItemIsUserCheckable);
        item->setCheckState(view.notify ? Qt::Checked : Qt::Unchecked);
    }
    m_filling = false;
    m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    choose(name);
    updateButtons();
}

void ViewsDialog::choose(const QString &name)
{
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(NameRole).toString() == name)
            m_list->setCurrentRow(row);
    }
}

QString ViewsDialog::current() const
{
    const QListWidgetItem *item = m_list->currentItem();
    return item ? item->data(NameRole).toString() : QString();
}

void ViewsDialog::updateButtons()
{
    const SavedView *view = m_views.find(current());
    for (QPushButton *button : {m_open, m_rename, m_link, m_remove})
        button->setEnabled(view);
    m_up->setEnabled(view && m_list->currentRow() > 0);
    m_down->setEnabled(view && m_list->currentRow() + 1 < m_list->count());
    if (view) {
        m_sentence->setInk(Ink::Dim);
        m_sentence->setText(view->line.isEmpty() ? tr("All requests") : escapeForDisplay(view->line));
    } else {
        say(tr("No view is saved. Choose “Save this view…” on the Requests page."));
    }
}

void ViewsDialog::edited(QListWidgetItem *item)
{
    const SavedView *view = m_views.find(item->data(NameRole).toString());
    if (m_filling || !view)
        return;
    const SavedView before = *view;
    const bool notify = item->checkState() == Qt::Checked;
    const QString typed = SavedView::tidyName(item->text());
    const QString refused = notify != before.notify ? m_views.setNotify(before.name, notify)
                            : typed != before.name  ? m_views.rename(before.name, typed)
                                                    : QString();
    // Later: the list is in the middle of telling this change.
    QMetaObject::invokeMethod(
        this,
        [this, typed, refused] {
            showViews();
            choose(typed);
            if (!refused.isEmpty()) {
                m_sentence->setInk(Ink::Erred);
                m_sentence->setText(refused);
            }
        },
        Qt::QueuedConnection);
}

void ViewsDialog::move(int by)
{
    const QString refused = m_views.move(current(), m_list->currentRow() + by);
    if (!refused.isEmpty()) {
        m_sentence->setInk(Ink::Erred);
        m_sentence->setText(refused);
    }
}

void ViewsDialog::say(const QString &sentence)
{
    m_sentence->setInk(Ink::Dim);
    m_sentence->setText(sentence);
}

} // namespace waldesk::ui
