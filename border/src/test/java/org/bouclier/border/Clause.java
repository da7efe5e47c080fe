package org.bouclier.border;

import com.cedarpolicy.model.Effect;

/** One typed rule: permits or forbids, when, and the rule that people read. */
record Clause(Effect effect, Condition condition, Rule rule) {}
