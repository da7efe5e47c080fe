package org.bouclier.detect.sigma;

import java.util.Arrays;

/** The rules that one event must be asked about, each once. One thread at a time. */
final class Candidates {

  private int[] rules = new int[256];
  private int[] mark = new int[256];
  private int epoch;
  private int count;

  /** Begins with none, of so many rules. */
  void begin(int ofRules) {
    if (mark.length < ofRules) {
      mark = new int[ofRules];
      rules = new int[ofRules];
      epoch = 0;
    }
    if (++epoch == Integer.MAX_VALUE) {
      Arrays.fill(mark, 0);
      epoch = 1;
    }
    count = 0;
  }

  void add(int[] more) {
    for (int rule : more) {
      if (mark[rule] != epoch) {
        mark[rule] = epoch;
        rules[count++] = rule;
      }
    }
  }

  int count() {
    return count;
  }

  int rule(int index) {
    return rules[index];
  }
}
