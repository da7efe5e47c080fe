package org.bouclier.detect;

/** Something that the engine recognised in one line. */
public sealed interface Match permits IndicatorMatch, SigmaMatch {}
