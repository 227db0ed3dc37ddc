// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/environment.h"

#include <QWidget>

namespace waldesk::ui
{

/// Asks what kind of server this is, below the top bar, while nobody has told: a server that was named without a saved
/// profile. Until there is an answer the connection is read-only; the answer is kept by who receives it.
class EnvironmentQuestion : public QWidget
{
    Q_OBJECT
public:
    explicit EnvironmentQuestion(const QString &server, QWidget *parent = nullptr);

signals:
    void answered(waldesk::domain::Environment environment);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void setLook();
};

} // namespace waldesk::ui
