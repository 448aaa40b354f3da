package io.tesela.standalone.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The name of a role's process, which must differ from all others of the cluster. */
final class IdOption {
    @Option(
            names = "--id",
            hidden = true,
            paramLabel = "NAME",
            description =
                    "Name of this process among all of its role (default: the role's, with a few random letters).")
    private @Nullable String id;

    /** Returns whether there is one that somebody chose. */
    boolean given() {
        return id != null;
    }

    /** Returns the name; of one that has none the role's, with a few random letters. */
    String of(String role) {
        return id == null ? RoleNames.unique(role) : id;
    }
}
