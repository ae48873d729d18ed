namespace EmailDispatch;

/// <summary>Stands for the settings that rooms read by themselves, so that they are checked with the options and every fault is told at once.</summary>
internal sealed class RoomSettings;
