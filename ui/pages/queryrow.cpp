// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/queryrow.h"

#include "models/session/stuckrequests.h"
#include "ui/base/look.h"
#include "ui/pages/pagequery.h"
#include "ui/pages/querychips.h"
#include "ui/panels/querycompletion.h"
#include "ui/widgets/queryline.h"

#include <QAction>
#include <QBoxLayout>
#include <QLineEdit>

namespace waldesk::ui
{

QueryRow::QueryRow(const QString &name, const Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_row(new QHBoxLayout(this)), m_line(new QueryLine(this))
{
    m_line->setObjectName(name);
    m_row->addWidget(m_line, 1);
    auto *escape = new QAction(m_line);
    escape->setShortcut(Qt::Key_Escape);
    escape->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_line->addAction(escape);
    connect(escape, &QAction::triggered, this, &QueryRow::leave);
    m_completion = new QueryCompletion(m_line->textField());
    m_completion->setValues([this](domain::QueryKey key) {
        return knownValues(m_workspace, key) + (m_ownValues ? m_ownValues(key) : QStringList());
    });
    setLook();
}

void QueryRow::setQuery(PageQuery &query, bool shownWhenUsed)
{
    m_query = &query;
    m_whenUsed = shownWhenUsed;
    m_completion->setScope(query.scope());
    setHidden(shownWhenUsed);
    setLook();
    connectLine();
}

void QueryRow::addBeside(QWidget *widget)
{
    m_row->addWidget(widget);
}

void QueryRow::setExample(const QString &words)
{
    m_line->textField()->setPlaceholderText(words);
}

void QueryRow::setOwnValues(std::function<QStringList(domain::QueryKey)> values)
{
    m_ownValues = std::move(values);
}

void QueryRow::connectLine()
{
    connect(m_line, &QueryLine::textEdited, m_query, &PageQuery::setTyped);
    const auto leave = [this] {
        emit left();
        updateChips();
    };
    connect(m_line, &QueryLine::submitted, this, [this, leave] {
        if (m_line->text().trimmed().isEmpty()) {
            leave();
            return;
        }
        if (!m_query->commitTyped())
            return;
        m_line->setText({});
        updateChips();
        emit submitted();
    });
    connect(m_line, &QueryLine::wentDown, this, leave);
    connect(m_line, &QueryLine::chipRemoved, this, [this](int index) {
        if (index >= 0 && static_cast<size_t>(index) < m_chipTerms.size())
            m_query->drop(m_chipTerms[static_cast<size_t>(index)]);
    });
    connect(m_line, &QueryLine::chipActivated, this, [this](int index) {
        if (index < 0 || static_cast<size_t>(index) >= m_chipTerms.size())
            return;
        const size_t term = m_chipTerms[static_cast<size_t>(index)];
        const QString text = termText(m_query->committed().terms().at(term));
        m_query->drop(term);
        type(text);
    });
    connect(m_query, &PageQuery::changed, this, &QueryRow::updateChips);
}

void QueryRow::updateChips()
{
    std::vector<domain::TermPlace> places;
    for (size_t i = 0; i < m_query->committed().terms().size(); ++i)
        places.push_back(m_query->placeOf(i));
    const domain::StuckSettings stuck = m_workspace.stuck ? m_workspace.stuck->settings() : domain::StuckSettings();
    std::vector<Chip> chips;
    m_chipTerms.clear();
    const StatesIn states = m_query->hasStateStrip() ? StatesIn::Strip : StatesIn::Chips;
    for (TermChip &each : chipsOf(m_query->committed(), places, states, stuck)) {
        chips.push_back(std::move(each.chip));
        m_chipTerms.push_back(each.term);
    }
    const bool used = !chips.empty() || !m_line->text().isEmpty() || hasKeyboard();
    if (chips != m_line->chips())
        m_line->setChips(std::move(chips));
    m_line->setTextError(m_query->error() ? m_query->error()->sentence : QString());
    if (m_whenUsed)
        setVisible(used);
}

void QueryRow::setLine(const QString &line)
{
    m_line->setText({});
    if (m_query->setLine(line))
        return;
    show();
    m_line->setText(line);
    m_query->setTyped(line);
}

void QueryRow::type(const QString &text)
{
    show();
    if (!text.isEmpty()) {
        m_line->setText(text);
        m_query->setTyped(text);
    }
    m_line->focusText();
    // What is typed goes on behind what is there.
    if (!text.isEmpty())
        m_line->textField()->setCursorPosition(int(text.size()));
}

void QueryRow::clearText()
{
    m_line->setText({});
    m_query->setTyped({});
}

bool QueryRow::hasKeyboard() const
{
    return m_line->isAncestorOf(window()->focusWidget());
}

void QueryRow::leave()
{
    if (!m_line->text().isEmpty()) {
        clearText();
        return;
    }
    emit left();
    updateChips();
}

void QueryRow::setLook()
{
    const Look &look = Look::of(this);
    const int side = look.units(2.5);
    m_row->setContentsMargins(side, look.units(0.75), side, look.units(m_whenUsed ? 1.25 : 0.75));
    m_row->setSpacing(look.units(1.5));
}

void QueryRow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        setLook();
}

} // namespace waldesk::ui
