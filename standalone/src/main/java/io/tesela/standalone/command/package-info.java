/**
 * The sub-commands and their flags; what they do is elsewhere.
 *
 * <p>Starting points: {@link io.tesela.standalone.command.UpCommand}, {@link io.tesela.standalone.command.RunCommand}.
 */
@NullMarked
package io.tesela.standalone.command;

import org.jspecify.annotations.NullMarked;
