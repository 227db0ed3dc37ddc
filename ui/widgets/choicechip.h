// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"

#include <QAbstractButton>

#include <optional>

namespace waldesk::ui
{

/// One of a few things to choose from, as a checkable chip; put several into an exclusive QButtonGroup. It may begin
/// with its key ("1" of a template, Alt+1 picks it) or with the swatch of an environment, whose colour its border takes
/// while it is on. Width is reserved for the bold word.
class ChoiceChip : public QAbstractButton
{
    Q_OBJECT

public:
    explicit ChoiceChip(const QString &word, QWidget *parent = nullptr);

    void setKey(const QString &key);
    void setSwatch(Environment environment);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] int leadWidth(const Look &look) const;

    QString m_key;
    std::optional<Environment> m_swatch;
};

/// A strip in the environment's colour on top of a confirmation: "PRODUCTION · waldur.example.org", with its lock.
class EnvironmentStrip : public QWidget
{
    Q_OBJECT

public:
    explicit EnvironmentStrip(QWidget *parent = nullptr);

    void set(Environment environment, const QString &server);
    [[nodiscard]] QString text() const { return m_text; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Environment m_environment = Environment::Other;
    QString m_text;
};

} // namespace waldesk::ui
