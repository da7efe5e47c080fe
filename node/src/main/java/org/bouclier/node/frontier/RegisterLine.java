package org.bouclier.node.frontier;

import java.time.Instant;
import java.util.UUID;

/**
 * One line of the border register, as lists show it.
 *
 * @param number its place in the register
 * @param index of the leaf in the ledger; -1 while it is being written
 * @param firstObject of those that the decision was about; empty if none, or erased
 * @param objects how many they are
 * @param erased whether its content was erased by an order: then nothing names its objects
 */
public record RegisterLine(
    long number,
    UUID id,
    long index,
    String destination,
    boolean crossed,
    String code,
    String form,
    String kind,
    String purpose,
    String reasons,
    String firstObject,
    int objects,
    Instant at,
    boolean erased) {}
