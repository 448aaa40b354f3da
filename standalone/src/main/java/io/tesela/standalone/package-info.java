/**
 * The {@code tesela} command: where every role, every scheduler and every connection is made.
 *
 * <p>Starting points: {@link io.tesela.standalone.Main}, {@link io.tesela.standalone.role.LocalService}.
 */
@NullMarked
package io.tesela.standalone;

import org.jspecify.annotations.NullMarked;
