package org.bouclier.border;

/**
 * One thing that would have to be otherwise for a refused object to leave.
 *
 * @param attribute what, in French
 * @param from as it is
 * @param to as it would have to be
 */
public record Change(String attribute, String from, String to) {

  /** For people, in French. */
  @Override
  public String toString() {
    return attribute + " : « " + to + " » au lieu de « " + from + " »";
  }
}
