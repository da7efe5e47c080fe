package org.bouclier.node.intelligence;

import java.time.Clock;
import java.util.function.BooleanSupplier;
import org.bouclier.detect.precaution.PrecautionList;
import org.springframework.transaction.support.TransactionOperations;

/** Changes of the precaution lists: with each of them every value is asked anew, or nothing is. */
final class PrecautionChange {

  private final PrecautionSql sql;
  private final Precautions precautions;
  private final Live live;
  private final TransactionOperations transactions;
  private final Clock clock;

  PrecautionChange(
      PrecautionSql sql,
      Precautions precautions,
      Live live,
      TransactionOperations transactions,
      Clock clock) {
    this.sql = sql;
    this.precautions = precautions;
    this.live = live;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Keeps a list, in the place of the one of that name. */
  void keep(PrecautionList list) {
    change(() -> {
      sql.keep(list, false, clock.instant());
      return true;
    });
  }

  /** Puts a list in force or out of it. */
  void enable(int id, boolean enabled) {
    change(() -> sql.enable(id, enabled));
  }

  /** Brings the lists that come with the program, where they are new or newer. */
  void bringBuiltIn() {
    change(() -> {
      boolean any = false;
      for (PrecautionList list : Precautions.builtIn()) {
        var known = sql.version(list.name());
        if (known.isEmpty() || known.get() < list.version()) {
          sql.keep(list, true, clock.instant());
          any = true;
        }
      }
      return any;
    });
  }

  private void change(BooleanSupplier what) {
    boolean done = false;
    try {
      transactions.executeWithoutResult(status -> {
        var opened = live.open();
        if (what.getAsBoolean()) {
          long edition = sql.changed();
          live.settleAll(new LiveSql.Edition(opened.live(), edition), clock.instant());
        }
      });
      done = true;
    } finally {
      if (!done) {
        precautions.forget(); // what was read of an edition that never was
      }
    }
  }
}
