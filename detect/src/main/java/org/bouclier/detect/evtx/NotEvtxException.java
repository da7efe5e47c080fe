package org.bouclier.detect.evtx;

import java.io.IOException;

/** The input is no Windows event log: neither a file header nor a chunk was found in it. */
public final class NotEvtxException extends IOException {

  private static final long serialVersionUID = 1L;

  NotEvtxException() {
    super("ce n’est pas un journal d’événements Windows (EVTX)");
  }
}
