using ShiftEval.SmearGenerator.Randomness;

namespace ShiftEval.SmearGenerator.Biology;

/// <summary>What lies under the lens: one white cell, the red cells around it, specks, and plasma that took up a little dye.</summary>
internal sealed class Field
{
    private readonly WhiteCell _cell;
    private readonly List<RedCell> _redCells = [];
    private readonly List<Speck> _specks = [];
    private readonly ValueNoise _plasma;
    private readonly double _plasmaEosin;

    /// <param name="label">The white cell's class.</param>
    /// <param name="crowding">Red cells per 100 µm².</param>
    /// <param name="reach">Half of the field's side in micrometres.</param>
    /// <param name="random">Where everything comes from.</param>
    public Field(CellClass label, double crowding, double reach, Xoshiro random)
    {
        _cell = new WhiteCell(label, random);
        double side = 2 * (reach + 4);
        int wanted = (int)Math.Round(crowding * side * side / 100);
        for (int i = 0; i < wanted; i++)
        {
            double x = random.Uniform(-side / 2, side / 2);
            double y = random.Uniform(-side / 2, side / 2);
            RedCell cell = new(x, y, random);

            // Red cells touch and overlap the white cell's rim, but do not lie on its nucleus.
            if (x * x + y * y > 7.2 * 7.2)
            {
                _redCells.Add(cell);
            }
        }

        for (int i = random.Below(5); i > 0; i--)
        {
            _specks.Add(new Speck(random, reach));
        }

        _plasma = new ValueNoise(random, 5);
        _plasmaEosin = random.Uniform(0.02, 0.07);
    }

    public Dye At(double x, double y)
    {
        Dye dye = new(0.01, _plasmaEosin * (1 + 0.4 * _plasma.At(x, y)));
        foreach (RedCell cell in _redCells)
        {
            cell.Stain(x, y, ref dye);
        }

        _cell.Stain(x, y, ref dye);
        foreach (Speck speck in _specks)
        {
            speck.Stain(x, y, ref dye);
        }

        return dye;
    }
}
