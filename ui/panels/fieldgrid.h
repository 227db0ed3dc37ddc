// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

#include <vector>

namespace waldesk::ui
{

class TextLabel;

/// Names and values below each other, of everything that is known of one thing; each value can be selected. The ground
/// of the panels that show all fields.
class FieldGrid : public QScrollArea
{
    Q_OBJECT
protected:
    FieldGrid(const QString &objectName, const QStringList &names, QWidget *parent);
    [[nodiscard]] TextLabel *value(int field) const { return m_values[static_cast<size_t>(field)]; }

private:
    std::vector<TextLabel *> m_values; ///< in the order of the names
};

} // namespace waldesk::ui
