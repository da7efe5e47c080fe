package org.bouclier.node.response;

import java.util.UUID;
import org.bouclier.node.web.Severity;

/**
 * An incident was opened, by a person or by a rule. Published in the transaction that wrote it.
 *
 * @param incidentId its identifier
 * @param reference its number, as in {@code ML-2026-0042}
 * @param title what people call it
 * @param severity how grave it was thought at the opening
 * @param rule the opening rule's name; empty if a person opened it
 */
public record IncidentOpened(
    UUID incidentId, String reference, String title, Severity severity, String rule) {}
