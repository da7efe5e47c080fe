package org.bouclier.detect;

/** Something that the engine recognised in one line, or in several. */
public sealed interface Match permits IndicatorMatch, SigmaMatch, CorrelationMatch {}
