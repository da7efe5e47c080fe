package org.bouclier.node.web;

/**
 * A desk in the menu. Each desk registers one bean for each page that opens from there.
 *
 * @param label its French name
 * @param href where it opens
 * @param icon a symbol of {@code static/icons.svg}
 * @param permission the permission without which it is not shown; the route itself is guarded apart
 * @param order its place, from 10 (top) to 90
 */
public record Desk(String label, String href, String icon, String permission, int order) {}
