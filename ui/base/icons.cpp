// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/icons.h"

#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

// Q_INIT_RESOURCE must stand outside of a namespace; a static library's resources are dropped by the linker otherwise.
static void loadIcons()
{
    Q_INIT_RESOURCE(waldesk);
}

namespace waldesk::ui
{

namespace
{

QString pathOf(const QString &name)
{
    [[maybe_unused]] static const bool once = (loadIcons(), true);
    return QStringLiteral(":/icons/%1.svg").arg(name);
}

QPixmap rendered(const QString &name, int side, qreal ratio)
{
    QPixmap picture(QSize(side, side) * ratio);
    picture.fill(Qt::transparent);
    QSvgRenderer renderer(pathOf(name));
    QPainter painter(&picture);
    renderer.render(&painter, QRectF(QPointF(), QSizeF(picture.size())));
    painter.end();
    picture.setDevicePixelRatio(ratio);
    return picture;
}

QPixmap coloured(const QString &name, int side, qreal ratio, const QColor &colour)
{
    const QString key = QStringLiteral("waldesk/%1/%2/%3/%4").arg(name).arg(colour.rgba(), 0, 16).arg(side).arg(ratio);
    QPixmap picture;
    if (QPixmapCache::find(key, &picture))
        return picture;
    picture = rendered(name, side, ratio);
    QPainter painter(&picture);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(QRect(0, 0, side, side), colour);
    painter.end();
    QPixmapCache::insert(key, picture);
    return picture;
}

QColor colourOf(QIcon::Mode mode)
{
    const QPalette palette = QGuiApplication::palette();
    const bool disabled = mode == QIcon::Disabled;
    return palette.color(disabled ? QPalette::Disabled : QPalette::Active, QPalette::ButtonText);
}

class HouseIconEngine : public QIconEngine
{
public:
    explicit HouseIconEngine(QString name) : m_name(std::move(name)) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        paintIcon(painter, rect, m_name, colourOf(mode));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return coloured(m_name, qMin(size.width(), size.height()), 1, colourOf(mode));
    }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal) override
    {
        // The size is in device pixels already; QIcon sets the ratio on the result.
        return coloured(m_name, qMin(size.width(), size.height()), 1, colourOf(mode));
    }
    QIconEngine *clone() const override { return new HouseIconEngine(m_name); }
    QString key() const override { return QStringLiteral("waldesk"); }
    QString iconName() override { return m_name; }
    bool isNull() override { return false; }
    QSize actualSize(const QSize &size, QIcon::Mode, QIcon::State) override
    {
        const int side = qMin(size.width(), size.height());
        return {side, side};
    }

private:
    QString m_name;
};

} // namespace

QIcon icon(const QString &name)
{
    return name.isEmpty() ? QIcon() : QIcon(new HouseIconEngine(name));
}

void paintIcon(QPainter *painter, const QRect &rect, const QString &name, const QColor &colour)
{
    const int side = qMin(rect.width(), rect.height());
    if (side <= 0 || name.isEmpty())
        return;
    const QPoint corner(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2);
    painter->drawPixmap(corner, coloured(name, side, painter->device()->devicePixelRatio(), colour));
}

QPixmap appMark(int side, qreal devicePixelRatio)
{
    return rendered(QStringLiteral("waldesk"), side, devicePixelRatio);
}

QIcon appIcon()
{
    QIcon result;
    for (const int side : {16, 24, 32, 48, 64, 128, 256})
        result.addPixmap(appMark(side, 1));
    return result;
}

QStringList iconNames()
{
    QStringList names;
    const QFileInfo any(pathOf(QString()));
    const QStringList files = QDir(any.path()).entryList({QStringLiteral("*.svg")}, QDir::Files, QDir::Name);
    for (const QString &file : files) {
        if (file != QStringLiteral("waldesk.svg"))
            names << file.chopped(4);
    }
    return names;
}

bool isHouseIcon(const QString &name)
{
    return !name.isEmpty() && QFile::exists(pathOf(name));
}

} // namespace waldesk::ui
