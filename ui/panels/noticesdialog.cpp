// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noticesdialog.h"

#include "ui/base/displaytext.h"
#include "ui/base/look.h"
#include "ui/base/waldeskstyle.h"
#include "ui/widgets/textlabel.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

NoticesDialog::NoticesDialog(const QString &profile, const session::NoticeSettings &settings, bool quiet,
                             QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"noticesDialog"_s);
    setWindowTitle(tr("Notifications"));
    setAttribute(Qt::WA_DeleteOnClose);
    const Look &look = Look::of(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(look.units(4), look.units(4), look.units(4), look.units(3));
    column->setSpacing(look.units(2));
    auto *kinds = new QVBoxLayout; // indented: they count while the first box is on
    kinds->setContentsMargins(look.units(5), 0, 0, 0);
    kinds->setSpacing(look.units(2));
    const auto box = [this](const QString &text, const QString &name, bool on, QBoxLayout *where) {
        auto *made = new QCheckBox(text, this);
        made->setObjectName(name);
        made->setChecked(on);
        where->addWidget(made);
        return made;
    };
    column->addWidget(new TextLabel(tr("The desktop tells you, for %1:").arg(escapeForDisplay(profile)),
                                    TextRole::Strong, Ink::Text, this));
    m_on = box(tr("&Notifications of this server"), u"noticesOn"_s, settings.on, column);
    column->addLayout(kinds);
    m_newCauses = box(tr("a ne&w cause of errors"), u"noticesNewCauses"_s, settings.newCauses, kinds);
    m_causesBack = box(tr("a cause that came &back"), u"noticesCausesBack"_s, settings.causesBack, kinds);
    m_askedAgain = box(tr("the end of what I &asked again"), u"noticesAskedAgain"_s, settings.askedAgain, kinds);
    m_views = box(tr("requests in saved &views that have “Notify me” on"), u"noticesViews"_s, settings.views, kinds);
    auto *words = new TextLabel(
        quiet ? tr("This is a production profile: a notification says numbers and offerings, never what an error says.")
              : tr("What is in front of you already is not told. Several at once are one notification."),
        TextRole::Small, Ink::Text2, this);
    words->setWordWrap(true);
    column->addWidget(words);
    auto *save = new QPushButton(tr("Save"), this);
    save->setObjectName(u"noticesSave"_s);
    save->setDefault(true);
    setTone(save, ButtonTone::Primary);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(save);
    column->addLayout(buttons);
    const auto update = [this] {
        for (QCheckBox *each : {m_newCauses, m_causesBack, m_askedAgain, m_views})
            each->setEnabled(m_on->isChecked());
    };
    connect(m_on, &QCheckBox::toggled, this, update);
    update();
    connect(save, &QPushButton::clicked, this, [this] {
        const session::NoticeSettings now = this->settings();
        accept();
        emit chosen(now);
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
}

session::NoticeSettings NoticesDialog::settings() const
{
    session::NoticeSettings now;
    now.on = m_on->isChecked();
    now.newCauses = m_newCauses->isChecked();
    now.causesBack = m_causesBack->isChecked();
    now.askedAgain = m_askedAgain->isChecked();
    now.views = m_views->isChecked();
    return now;
}

} // namespace waldesk::ui
