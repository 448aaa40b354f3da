/**
 * Keeps roles running as processes of their own: when one that ended is started again, and when not.
 *
 * <p>What the roles do does not belong here. Starting points: {@link io.tesela.standalone.supervision.ProcessService}, {@link
 * io.tesela.standalone.supervision.Restarts}.
 */
@NullMarked
package io.tesela.standalone.supervision;

import org.jspecify.annotations.NullMarked;
