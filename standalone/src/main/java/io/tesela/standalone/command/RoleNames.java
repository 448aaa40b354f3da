package io.tesela.standalone.command;

import io.tesela.domain.job.JobId;

/** Names for processes that must differ from all others of the cluster. */
final class RoleNames {
    private static final int LENGTH = 6;

    private RoleNames() {}

    /** Returns the role's name with a few random letters. */
    static String unique(String role) {
        return role + "-" + JobId.random().value().substring(0, LENGTH);
    }
}
