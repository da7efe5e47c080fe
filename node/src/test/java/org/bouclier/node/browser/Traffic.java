package org.bouclier.node.browser;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;

/** Counts what a page costs on the wire: every byte of every answer, as it was encoded. */
final class Traffic {

  private final CDPSession session;
  private long bytes;

  Traffic(Page page) {
    session = page.context().newCDPSession(page);
    session.on("Network.loadingFinished", this::count);
    session.send("Network.enable");
  }

  private void count(JsonObject finished) {
    bytes += finished.get("encodedDataLength").getAsLong();
  }

  /** The bytes since the last time that this was asked. */
  long taken() {
    session.send("Network.enable"); // its answer comes after all that was finished before
    long taken = bytes;
    bytes = 0;
    return taken;
  }
}
