// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/detailpanel.h"

#include "ui/widgets/statepage.h"

#include <QStackedLayout>

namespace waldesk::ui
{

bool DetailPanel::hasContent() const
{
    return m_pages && m_pages->currentWidget() == m_content;
}

void DetailPanel::setPages(const QString &iconName, const QString &nothing, QWidget *content)
{
    m_content = content;
    m_pages = new QStackedLayout(this);
    m_pages->setContentsMargins({});
    auto *page = new StatePage(this);
    page->setContent(iconName, Shade::Unknown, nothing, {tr("j and k go through the list, Enter reads one.")});
    m_pages->addWidget(page);
    m_pages->addWidget(content);
}

void DetailPanel::showContent(bool shows)
{
    if (shows == hasContent())
        return;
    m_pages->setCurrentIndex(shows ? 1 : 0);
    emit hasContentChanged();
}

} // namespace waldesk::ui
