package org.bouclier.node.detection;

/**
 * A listener with what became of it.
 *
 * @param failure why it does not listen, in the system's words; empty if it does
 */
public record ListenerStanding(Listener listener, String failure) {}
